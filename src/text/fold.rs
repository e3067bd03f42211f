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

/// Inflected forms that `form` may take, its own among them: a generous guess, checked by [`fold_key`], so that a form
/// that no training posting used is still known. A guess that is no English word does no harm.
#[must_use]
pub fn inflections(form: &str) -> Vec<String> {
    let key = fold_key(form);
    let mut forms = vec![form.to_owned()];
    if form.len() > 3 && form.bytes().all(|b| b.is_ascii_lowercase()) && !is_fixed(form) {
        let last = char::from(key.as_bytes()[key.len() - 1]);
        let stem_y = key.strip_suffix('y').unwrap_or(&key);
        for base in [key.clone(), format!("{key}e"), format!("{key}{last}"), stem_y.to_owned() + "i"] {
            for ending in ["", "s", "es", "d", "ed", "ing"] {
                forms.push(format!("{base}{ending}"));
            }
        }
    }
    forms.retain(|f| fold_key(f) == key);
    forms.sort_unstable();
    forms.dedup();
    forms
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
        ] {
            assert!(inflections(seen).iter().any(|f| f == unseen), "{seen}: {:?}", inflections(seen));
        }
    }
}
