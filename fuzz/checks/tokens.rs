//! The tokenizer: the fast kernel finds what the plain path finds, and marks point at what they mark.

use classify_postings::text::kernel::{Kernel, Words};
use classify_postings::text::markup::{Markup, append_plain};
use classify_postings::text::tokens::for_each_token;
use classify_postings::text::vocabulary::{Reading, TermId, Token, Vocabulary};
use classify_postings::{Model, Posting, Scorer};
use std::sync::OnceLock;

/// The bytes are a text, with a vocabulary of its own tokens and with the shipped model.
pub fn check(data: &[u8]) {
    static MODEL: OnceLock<Model> = OnceLock::new();
    let model = MODEL.get_or_init(Model::embedded);
    let vocabulary = own(data);
    agree(&vocabulary, &Kernel::new(&vocabulary), data);
    agree(model.vocabulary(), model.kernel(), data);
    let mut end = 0;
    for found in Markup::new(data) {
        assert!(found.range.start >= end && found.range.end <= data.len());
        end = found.range.end;
    }
    let prediction = Scorer::new(model).predict(Posting { title: data, texts: &[data] }).clone();
    assert!((prediction.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9 && (0.0..=1.0).contains(&prediction.in_scope));
}

fn agree(vocabulary: &Vocabulary, kernel: &Kernel, text: &[u8]) {
    let (mut reading, mut words) = (Reading::with_places(), Words::default());
    vocabulary.read(text, &mut reading);
    let mut plain = Vec::new();
    let places = reading.places.as_deref().expect("asked for");
    assert!(places.iter().all(|place| place.start <= place.end && place.end <= text.len()));
    vocabulary.for_each_term(&reading.tokens, |term, first, length| {
        assert!(places[first].start < places[first + length - 1].end);
        plain.push(term);
    });
    for kernel in kernel.on_every_processor() {
        let mut fast = Vec::new();
        words.clear();
        kernel.read(text, &mut words);
        kernel.for_each_term(&words, |term| fast.push(term));
        assert_eq!((&fast, words.words), (&plain, reading.words));
    }
}

/// A vocabulary of a text's tokens: words, stop words, names, and some left out.
fn own(text: &[u8]) -> Vocabulary {
    let (mut tokens, mut plain) = (Vec::new(), Vec::new());
    append_plain(text, &mut plain);
    for_each_token(&plain, &mut Vec::new(), |form, _, _| tokens.push(String::from_utf8_lossy(form).into_owned()));
    tokens.truncate(300);
    let mut vocabulary = Vocabulary::new();
    for (i, form) in tokens.iter().enumerate() {
        if i % 7 != 6 && vocabulary.token(form.as_bytes()) == Token::Break {
            vocabulary.add_word([form.as_str()], i % 5 == 4);
        }
    }
    // Phrases with words that were left out are refused, and that is all right.
    for (i, term) in (0..).map(TermId).enumerate().take(tokens.len()) {
        let _ = vocabulary.add_surface(&tokens[i..(i + 1 + i % 3).min(tokens.len())].join(" "), term);
        if i % 11 == 3 {
            let _ = vocabulary.add_name(&tokens[i..(i + 1 + i % 4).min(tokens.len())].join(" "));
        }
    }
    vocabulary
}
