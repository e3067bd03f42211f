//! Folding inflections: `manage`, `manages`, `managed` and `managing` are one word.
//!
//! Used when a vocabulary is made. At run time folding is a table look-up from form to word, so it costs nothing there.

/// The key that all inflected forms of a word share. It is no word itself (`manag`), only equal for equal words.
///
/// Plurals (`-s`, `-es`, `-ies`) and the verb endings `-ed` and `-ing` go; a last `e` and a doubled last consonant too,
/// so that `plan`, `plans` and `planning` meet. Derivations (`implement`, `implementation`) stay apart.
#[must_use]
pub fn fold_key(form: &str) -> String {
    if form.len() <= 3 || !form.bytes().all(|b| b.is_ascii_lowercase()) || is_fixed(form) {
        return form.to_owned();
    }
    let singular = singular(form);
    if is_fixed(&singular) {
        return singular;
    }
    finish(verb_base(singular))
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

fn singular(form: &str) -> String {
    let b = form.as_bytes();
    let n = b.len();
    if let Some(stem) = form.strip_suffix("ies").filter(|_| n > 4) {
        return format!("{stem}y");
    }
    if n > 4 && form.ends_with("es") && (matches!(b[n - 3], b's' | b'x' | b'z') || matches!(&b[n - 4..n - 2], b"ch" | b"sh")) {
        return form[..n - 2].to_owned();
    }
    if form.ends_with('s') && !matches!(b[n - 2], b's' | b'u' | b'i') {
        return form[..n - 1].to_owned();
    }
    form.to_owned()
}

fn verb_base(form: String) -> String {
    let n = form.len();
    if let Some(stem) = form.strip_suffix("ied").filter(|_| n > 4) {
        return format!("{stem}y");
    }
    if let Some(stem) = form.strip_suffix("ed").filter(|s| n > 4 && s.bytes().any(is_vowel) && !s.ends_with('e')) {
        return stem.to_owned();
    }
    if let Some(stem) = form.strip_suffix("ing").filter(|s| n > 5 && s.bytes().any(is_vowel)) {
        return stem.to_owned();
    }
    form
}

fn finish(mut word: String) -> String {
    if word.len() > 3 && word.ends_with('e') {
        word.pop();
    }
    let b = word.as_bytes();
    let n = b.len();
    if n > 3 && b[n - 1] == b[n - 2] && !is_vowel(b[n - 1]) {
        word.pop();
    }
    word
}

/// Words that look inflected and are not.
fn is_fixed(form: &str) -> bool {
    FIXED.binary_search(&form).is_ok()
}

/// Sorted.
const FIXED: &[&str] = &[
    "access",
    "across",
    "always",
    "analysis",
    "analytics",
    "anything",
    "atlas",
    "basis",
    "bed",
    "bias",
    "breed",
    "bring",
    "bus",
    "business",
    "campus",
    "canvas",
    "ceiling",
    "deed",
    "devops",
    "does",
    "during",
    "economics",
    "electronics",
    "embed",
    "ethics",
    "evening",
    "everything",
    "exceed",
    "feed",
    "focus",
    "goods",
    "hundred",
    "indeed",
    "jenkins",
    "kindred",
    "king",
    "kubernetes",
    "less",
    "logistics",
    "mathematics",
    "mlops",
    "morning",
    "need",
    "news",
    "nothing",
    "perhaps",
    "physics",
    "plus",
    "politics",
    "postgres",
    "proceed",
    "process",
    "ring",
    "robotics",
    "saas",
    "sacred",
    "sales",
    "seed",
    "series",
    "shed",
    "sibling",
    "sing",
    "something",
    "species",
    "speed",
    "spring",
    "status",
    "string",
    "succeed",
    "thing",
    "this",
    "weed",
    "windows",
    "wing",
];

/// Ends of words of several syllables that double their last letter before `-ed` and `-ing`.
const DOUBLING: &[&str] = &["cur", "el", "fer", "gram", "il", "mat", "mit", "ol", "quip"];

/// Inflected forms that `form` may take as English spells them, its own among them, so that a form that no training posting
/// used is still known. Where the form leaves open what its base is, those of every base (`managing`: of `manag` and of
/// `manage`); [`fold_key`] gives them all one key.
#[must_use]
pub fn inflections(form: &str) -> Vec<String> {
    let key = fold_key(form);
    let mut forms = vec![form.to_owned()];
    if form.len() > 3 && form.bytes().all(|b| b.is_ascii_lowercase()) && !is_fixed(form) {
        let last = &key[key.len() - 1..];
        let doubled = format!("{key}{last}");
        let bases = match form.strip_prefix(&*key) {
            // `policies`, of which the key is `policy`.
            None => vec![key.clone()],
            Some("e" | "es" | "d") if !takes_es(&key) => vec![format!("{key}e")],
            Some("e" | "es" | "ed" | "ing") => vec![key.clone(), format!("{key}e")],
            Some(ending) if ending.starts_with(last) && !matches!(&ending[1..], "ed" | "ing") => vec![doubled],
            Some(ending) if ending.starts_with(last) && !ending.is_empty() && ending != "s" => vec![key.clone(), doubled],
            Some(_) => vec![key.clone()],
        };
        bases.iter().for_each(|base| inflect(base, &mut forms));
    } else if form.ends_with("ss") {
        forms.push(format!("{form}es"));
    }
    forms.retain(|f| fold_key(f) == key);
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// Whether the plural has `-es`.
fn takes_es(base: &str) -> bool {
    ["s", "x", "z", "ch", "sh"].iter().any(|end| base.ends_with(end))
}

/// Appends a base with its `-s`, `-ed` and `-ing`.
fn inflect(base: &str, forms: &mut Vec<String>) {
    let b = base.as_bytes();
    let vowel_from_end = |i: usize| b.len() > i && is_vowel(b[b.len() - 1 - i]);
    let with = |stem: &str, endings: &[&str], forms: &mut Vec<String>| {
        forms.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
    };
    forms.push(base.to_owned());
    if let Some(stem) = base.strip_suffix('y').filter(|_| !vowel_from_end(1)) {
        with(stem, &["ies", "ied", "ying"], forms);
    } else if let Some(stem) = base.strip_suffix('e') {
        with(base, &["s", "d"], forms);
        with(if vowel_from_end(1) { base } else { stem }, &["ing"], forms);
    } else {
        with(base, &[if takes_es(base) { "es" } else { "s" }, "ed", "ing"], forms);
        let syllables = b.windows(2).filter(|pair| is_vowel(pair[0]) && !is_vowel(pair[1])).count();
        let closed = !vowel_from_end(0) && vowel_from_end(1) && !vowel_from_end(2) && !base.ends_with(['h', 'w', 'x']);
        if closed && (syllables == 1 || DOUBLING.iter().any(|end| base.ends_with(end))) {
            let last = &base[base.len() - 1..];
            with(base, &[&format!("{last}ed"), &format!("{last}ing")], forms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_words_are_sorted() {
        assert!(FIXED.is_sorted());
    }

    /// Forms on one line are one word; words of different lines differ.
    const FAMILIES: &[&str] = &[
        "manage manages managed managing",
        "plan plans planned planning",
        "policy policies",
        "process processes",
        "business",
        "oversee oversees overseeing",
        "implement implements implemented implementing",
        "implementation implementations",
        "technology technologies",
        "switch switches switched switching",
        "need",
        "bring",
        "it",
        "its",
        "c++",
        "strategy strategies",
        "strategic",
        "analysis",
        "staff staffing",
        "budget budgets budgeting budgeted",
    ];

    #[test]
    fn families() {
        let mut keys: Vec<String> = Vec::new();
        for family in FAMILIES {
            let mut own: Vec<String> = family.split(' ').map(fold_key).collect();
            own.dedup();
            assert_eq!(own.len(), 1, "{family}: {own:?}");
            keys.append(&mut own);
        }
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn unseen_forms_are_guessed() {
        for (seen, unseen) in [
            ("managing", "manages"),
            ("policy", "policies"),
            ("plans", "planning"),
            ("switch", "switches"),
            ("supply", "supplied"),
            ("managed", "manage"),
            ("licences", "licencing"),
            ("skilled", "skill"),
            ("plan", "planned"),
            ("commit", "committing"),
            ("process", "processes"),
            ("survey", "surveyed"),
            ("overseeing", "oversees"),
        ] {
            assert!(inflections(seen).iter().any(|f| f == unseen), "{seen}: {:?}", inflections(seen));
        }
    }

    /// A form seen, then all that it may take.
    const INFLECTIONS: &[(&str, &str)] = &[
        ("save", "save saved saves saving"),
        ("plan", "plan planed planing planned planning plans"),
        ("policies", "policies policy policied policying"),
        ("skills", "skill skilled skilling skills"),
        ("features", "feature featured features featuring"),
        ("vendor", "vendor vendored vendoring vendors"),
        ("business", "business businesses"),
        ("c++", "c++"),
    ];

    #[test]
    fn no_form_is_spelt_as_nobody_would() {
        for (seen, all) in INFLECTIONS {
            let mut all: Vec<&str> = all.split(' ').collect();
            all.sort_unstable();
            assert_eq!(inflections(seen), all);
        }
    }
}
