//! The fast path finds what the plain path finds, in any bytes.

use classify_postings::features::Counts;
use classify_postings::text::kernel::{Kernel, Words};
use classify_postings::text::markup::append_plain;
use classify_postings::text::tokens::for_each_token;
use classify_postings::text::vocabulary::{Reading, TermId, Token, Vocabulary};
use classify_postings::{Model, Posting, Scorer};
use proptest::prelude::*;

/// What either path says of a posting: its terms in order, and its length in words.
type Said = (Vec<TermId>, usize);

fn plain(vocabulary: &Vocabulary, texts: &[&[u8]], reading: &mut Reading) -> Said {
    reading.clear();
    texts.iter().for_each(|text| vocabulary.read(text, reading));
    let mut terms = Vec::new();
    vocabulary.for_each_term(&reading.tokens, |term, _, _| terms.push(term));
    (terms, reading.words)
}

fn fast(kernel: &Kernel, texts: &[&[u8]], words: &mut Words) -> Said {
    words.clear();
    texts.iter().for_each(|text| kernel.read(text, words));
    let mut terms = Vec::new();
    kernel.for_each_term(words, |term| terms.push(term));
    (terms, words.words)
}

/// Both paths, the fast one for every kind of processor at hand, with buffers that are used again and again.
struct Both {
    vocabulary: Vocabulary,
    kernels: Vec<Kernel>,
    reading: Reading,
    words: Words,
}

impl Both {
    fn new(vocabulary: Vocabulary) -> Self {
        let kernels = Kernel::new(&vocabulary).on_every_processor().collect();
        Self { kernels, vocabulary, reading: Reading::default(), words: Words::default() }
    }

    fn agree(&mut self, texts: &[&[u8]]) -> usize {
        let said = plain(&self.vocabulary, texts, &mut self.reading);
        for kernel in &self.kernels {
            let shown = || texts.iter().map(|t| String::from_utf8_lossy(t)).collect::<Vec<_>>();
            assert_eq!(fast(kernel, texts, &mut self.words), said, "{}: {:?}", kernel.processor(), shown());
        }
        said.0.len()
    }
}

fn own_tokens(text: &[u8]) -> Vec<String> {
    let (mut tokens, mut plain) = (Vec::new(), Vec::new());
    append_plain(text, &mut plain);
    for_each_token(&plain, &mut Vec::new(), |form, _, _| tokens.push(String::from_utf8_lossy(form).into_owned()));
    tokens
}

/// A vocabulary of which every token of a text is a term, so that terms are tokens.
fn all_of(text: &[u8]) -> Vocabulary {
    let mut v = Vocabulary::new();
    for (form, term) in own_tokens(text).iter().zip((0..).map(TermId)) {
        v.add_word([form.as_str()], false);
        v.add_surface(form, term).unwrap();
    }
    v
}

/// A vocabulary of the very tokens of a text: stop words, words of terms and names, and some left out.
fn some_of(text: &[u8]) -> Vocabulary {
    let tokens = own_tokens(text);
    let mut v = Vocabulary::new();
    for (i, form) in tokens.iter().enumerate() {
        if i % 7 != 6 && v.token(form.as_bytes()) == Token::Break {
            v.add_word([form.as_str()], i % 5 == 4);
        }
    }
    // A phrase with a word that was left out is refused, and that is all right.
    for (i, term) in (0..).map(TermId).enumerate().take(tokens.len()) {
        let _ = v.add_surface(&tokens[i..(i + 1 + i % 3).min(tokens.len())].join(" "), term);
        if i % 11 == 3 {
            let _ = v.add_name(&tokens[i..(i + 1 + i % 4).min(tokens.len())].join(" "));
        }
    }
    v
}

/// Both paths agree on these texts, with vocabularies of their own.
fn agree(texts: &[&[u8]]) {
    let all = texts.join(&b" "[..]);
    Both::new(some_of(&all)).agree(texts);
    Both::new(all_of(&all)).agree(texts);
}

/// Pieces that the exceptions are about, and what stands around them.
const PIECES: &[&str] = &[
    "a",
    "B",
    "word",
    "Management",
    "IT",
    "It",
    "it",
    "c",
    "C++",
    "c#",
    "+",
    "++",
    "#",
    ".",
    ".net",
    ".NET",
    "net",
    "node",
    ".js",
    "js",
    "JS",
    "R&D",
    "&",
    "p&l",
    "24",
    "/",
    "24/7",
    "7",
    "and/or",
    "'",
    "\u{2019}",
    "s",
    "'s",
    "ll",
    "don't",
    "-",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    ",",
    "\u{ad}",
    "\u{200b}",
    "\u{301}",
    "é",
    "É",
    "ß",
    "İ",
    "日本",
    "•",
    "–",
    "\u{a0}",
    "\0",
    "_",
    "internationalization",
    "responsibilities",
    "responsibilities's",
    "chief",
    "information",
    "officer",
    "director",
    "of",
    "technology",
    "head",
    "the",
    "cio",
    "CTO",
    "<li>",
    "</p>",
    "<br />",
    "<a href=\"x\">",
    "<",
    ">",
    "<!--",
    "-->",
    "&amp;",
    "&nbsp;",
    "&#39;",
    "&lt;b&gt;",
    "r&amp;d",
    "&eacute;",
    "C<T>",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        1 => any::<char>().prop_map(|c| c.to_string().into_bytes()),
        1 => (0..70_usize).prop_map(|n| vec![b'x'; n]),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn on_a_soup_of_exceptions(text in soup()) {
        agree(&[&text]);
    }

    #[test]
    fn on_any_ascii(text in prop::collection::vec(0..128_u8, 0..200)) {
        agree(&[&text]);
    }

    #[test]
    fn on_any_text(text in any::<String>()) {
        agree(&[text.as_bytes()]);
    }

    #[test]
    fn on_any_bytes(text in prop::collection::vec(any::<u8>(), 0..200)) {
        agree(&[&text]);
    }

    #[test]
    fn on_several_texts(a in soup(), b in soup()) {
        agree(&[&a, &b, b"", &a]);
    }
}

#[test]
fn at_every_place_beside_the_ends_of_blocks() {
    for piece in PIECES.iter().chain(&[
        "C++ C# .NET",
        "node.js's",
        "R&D/P&L",
        "1/2/3/4",
        "it's",
        "IT's",
        "x.js.net",
        "é.js",
        "24/7–x",
        "a#b#c",
    ]) {
        let own = format!("xx {piece} yy {piece}");
        let mut vocabularies = [Both::new(some_of(own.as_bytes())), Both::new(all_of(own.as_bytes()))];
        for filler in [" ", "x", "-", "é", "."] {
            for before in 0..200 / filler.len() {
                let text = format!("{}{piece}", filler.repeat(before));
                for both in &mut vocabularies {
                    both.agree(&[text.as_bytes()]);
                    both.agree(&[format!("{text} yy").as_bytes()]);
                }
            }
        }
    }
}

/// Title and description of every posting in `data/`.
fn postings() -> Vec<(String, String)> {
    let files = std::fs::read_dir("data").unwrap().map(|file| file.unwrap().path());
    let mut all = Vec::new();
    for file in files.filter(|file| file.extension().is_some_and(|extension| extension == "csv")) {
        let mut reader = csv::Reader::from_path(file).unwrap();
        let names = reader.headers().unwrap().clone();
        let column = |name: &str| names.iter().position(|n| n == name).unwrap();
        let (title, description) = (column("title"), column("description"));
        all.extend(reader.records().map(Result::unwrap).map(|row| (row[title].to_owned(), row[description].to_owned())));
    }
    all
}

#[test]
fn on_texts_longer_than_a_piece() {
    let model = Model::embedded();
    let mut both = Both::new(model.vocabulary().clone());
    for text in ["the budget of the director of <b>IT</b> ", "budgets\n", "IT"] {
        let long = text.repeat((3 << 20) / text.len());
        assert!(both.agree(&[long.as_bytes(), b"budget"]) > 0);
    }
}

#[test]
fn on_the_projects_own_postings() {
    let model = Model::embedded();
    let mut both = Both::new(model.vocabulary().clone());
    let mut terms = 0;
    for row in postings() {
        terms += both.agree(&[row.0.as_bytes(), row.1.as_bytes()]);
    }
    assert!(terms > 10_000);
}

#[test]
fn features_are_those_of_the_plain_path_to_the_bit() {
    let model = Model::embedded();
    let mut scorer = Scorer::new(&model);
    let mut reading = Reading::default();
    for (title, text) in postings() {
        scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] });
        let mut counts = Counts::new(model.terms().len());
        let mut vector = Vec::new();
        plain(model.vocabulary(), &[text.as_bytes()], &mut reading).0.into_iter().for_each(|term| counts.add(term));
        model.tf_idf().vector(&mut counts, &mut vector);
        assert_eq!(scorer.features(), vector);
    }
}
