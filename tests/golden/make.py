"""Golden TF-IDF values by scikit-learn (written with 1.9.1): python3 tests/golden/make.py > tests/golden/tfidf.json

The texts are the project's own. The analyzer does what the tokenizer does on such plain words; all weighting is scikit-learn's.
"""
import json
import re

from sklearn.feature_extraction.text import TfidfVectorizer

STOPS = {"the", "of", "and", "a", "to"}
TEXTS = [
    "The director of networks plans the budget and the network budget",
    "Budget, budget, budget: a strategy to plan",
    "Strategy and product strategy; product roadmap, product launch",
    "Networks, servers and backups. The servers. The servers. The servers.",
    "A roadmap to the board",
    "nothing known here but the board",
]


def grams(text):
    words = [w for w in re.findall(r"[a-z]+", text.lower()) if w not in STOPS]
    return words + [" ".join(pair) for pair in zip(words, words[1:])]


vectorizer = TfidfVectorizer(analyzer=grams, sublinear_tf=True, smooth_idf=True, norm="l2")
matrix = vectorizer.fit_transform(TEXTS)
terms = list(vectorizer.get_feature_names_out())
rows = [{terms[j]: float(matrix[i, j]) for j in matrix[i].indices} for i in range(len(TEXTS))]
print(json.dumps({"stops": sorted(STOPS), "terms": terms, "idf": [float(v) for v in vectorizer.idf_], "texts": TEXTS, "rows": rows}, indent=1))
