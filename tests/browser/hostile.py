"""A table of postings that mean harm: whatever they say must be shown as text, and do nothing."""

import csv
import sys

HARM = [
    "<script>window.harmed = 1</script>",
    "</script><script>window.harmed = 1</script>",
    "</style><script>window.harmed = 1</script>",
    "\"><img src=x onerror=window.harmed=1>",
    "' autofocus onfocus=window.harmed=1 x='",
    "<svg onload=window.harmed=1>",
    "<iframe srcdoc='<script>parent.harmed=1</script>'></iframe>",
    "<a href=javascript:window.harmed=1>CIO</a>",
    "<base href=https://example.invalid/><link rel=stylesheet href=//example.invalid/x.css>",
    "<style>body { display: none }</style>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<!-- --><!--><![CDATA[ ]]>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202eOIC\u202c \u2066CTO\u2069 \u200f\u061c",
    "\x1b[2J\x07\x08 bell and escape \x00 nul",
    "&lt;script&gt; &amp;#60; &#x3c;img&#x3e;",
    "CIO" + "\u0301" * 200,
    "x" * 5000,
    "\ufeff\ufffe\uffff\U000e0041",
]

TEXT = "Runs the help desk and the servers, supervises two technicians. Sets strategy with the board; builds the product. "

writer = csv.writer(sys.stdout)
writer.writerow(["id<script>window.harmed=1</script>", "id", "title", "description"])
for i, harm in enumerate(HARM):
    for title in (harm, "CIO " + harm, "Chief Technology Officer"):
        writer.writerow([harm, harm, title, TEXT + harm + " " + TEXT])
