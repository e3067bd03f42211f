use super::*;
use crate::text::kernel::table::Slot;

/// Calls `check` with every kind of processor that this one is, the portable one with instructions for bytes left out.
macro_rules! on_all {
    ($instructions:ident => $check:expr) => {
        for processor in Processor::all() {
            match processor {
                Processor::Any($instructions) => $check,
                #[cfg(target_arch = "x86_64")]
                Processor::Avx2($instructions) => $check,
                #[cfg(target_arch = "x86_64")]
                Processor::Avx512($instructions) => $check,
            }
        }
    };
}

/// Numbers that look like any.
fn numbers() -> impl FnMut() -> u64 {
    let mut state = 7_u64;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^ state >> 29
    }
}

#[test]
fn masks_of_every_byte_at_every_place() {
    for byte in 0..=u8::MAX {
        for place in 0..BLOCK {
            for rest in [b' ', b'x', b'+', 0xFF] {
                let mut block = [rest; BLOCK];
                block[place] = byte;
                on_all!(processor => assert_eq!(processor.masks(&block), Masks::portable(&block), "{byte} at {place}, {processor:?}"));
            }
        }
    }
}

#[test]
fn places_of_bits() {
    let mut number = numbers();
    for round in 0..2000 {
        let bits = [number(), number() & number() & number(), u64::MAX, 0, 1 << 63][round % 5];
        let expected: Vec<u32> = (0..64).filter(|bit| bits >> bit & 1 == 1).map(|bit| 1000 + bit).collect();
        on_all!(processor => {
            let mut out = [0; BLOCK];
            processor.places(bits, 1000, &mut out);
            assert_eq!(out[..expected.len()], expected, "{bits:b}, {processor:?}");
        });
    }
}

#[test]
fn words_are_looked_up() {
    let forms: Vec<String> = (1..600).map(|i| ["f", "longer", "of16bytesinall"][i % 3].to_owned() + &i.to_string()).collect();
    let flags = |i: usize| (i as u32) << Known::FLAGS | if i.is_multiple_of(3) { Known::NAME as u32 } else { 0 };
    let table = (1..).zip(&forms).map(|(i, form)| (form.as_bytes(), Known::new(flags(i), i as u32))).collect::<Vec<_>>();
    let all = Forms::new(table.into_iter());
    let mut number = numbers();
    for round in 0..4000 {
        // Words of the table in either case, words that are not in it, and such as are too long or end at the text's end.
        let (mut text, mut words) = (Vec::new(), [[0; 2]; LANES]);
        for word in &mut words {
            let form = &forms[(number() % 599) as usize];
            let form = match number() % 8 {
                0 => form.to_uppercase(),
                1 => format!("{form}x"),
                2 => "seventeen letters".replace(' ', "n"),
                3 => ["IT", "It", "it", "a"][(number() % 4) as usize].into(),
                _ => form.clone(),
            };
            let start = text.len() as u32;
            text.extend_from_slice(form.as_bytes());
            *word = [start, text.len() as u32];
            text.push(b' ');
        }
        text.extend([b' '; LONGEST]);
        let groups = 1 + round % GROUPS;
        let words = [words; GROUPS];
        let expected: Vec<(bool, Known)> = words[0]
            .iter()
            .map(|[start, end]| &text[*start as usize..*end as usize])
            .map(|word| if word == b"IT" { word.to_vec() } else { word.to_ascii_lowercase() })
            .map(|word| (word.len() > LONGEST, all.get(&word)))
            .collect();
        on_all!(processor => {
            let mut known = [[Known::NOT; LANES]; GROUPS];
            let long = processor.look_up(&text, &words[..groups], &all, &mut known);
            assert!(groups == GROUPS || long >> (groups * LANES) == 0);
            for (i, known) in known[..groups].as_flattened().iter().enumerate() {
                let (hard, expected) = expected[i % LANES];
                assert_eq!((long >> i & 1 == 1, *known), (hard, if hard { *known } else { expected }), "{processor:?}");
            }
            let tokens = known[0];
            let expected: Vec<u32> = (50..).zip(&tokens).filter(|(_, known)| known.has(Known::NAME)).map(|(i, _)| i).collect();
            let mut names = [0; LANES];
            let len = processor.names(&tokens, 50, &mut names);
            assert_eq!(names[..len], expected, "{processor:?}");
        });
    }
}

#[test]
fn tokens_are_kept_and_marked() {
    let mut number = numbers();
    let (mut terms_seen, mut pairs_seen) = (0, 0);
    for _ in 0..4000 {
        let mut token = || Known(number() & number() | (number() & number() & number()) << 32);
        let tokens: [Known; LANES] = std::array::from_fn(|_| token());
        let before: [Known; LANES] = std::array::from_fn(|i| if i == 0 { token() } else { tokens[i - 1] });
        let stay: Vec<Known> = tokens.into_iter().filter(|token| !token.has(Known::STOP)).collect();
        let terms_here: Vec<u32> = tokens.iter().filter(|token| token.has(Known::TERM)).map(|token| token.word()).collect();
        let pairs_here: Vec<u32> = (0..LANES).filter(|i| before[*i].may_go_on(tokens[*i])).map(|i| 40 + i as u32).collect();
        terms_seen += terms_here.len();
        pairs_seen += pairs_here.len();
        on_all!(processor => {
            let mut kept = [Known::NOT; LANES];
            let stayed = processor.keep(&tokens, &mut kept);
            assert_eq!(kept[..stayed], stay, "{processor:?}");
            let (mut terms, mut pairs) = ([0; LANES], [0; LANES]);
            let (terms_len, pairs_len) = processor.marks(&before, &tokens, 40, &mut terms, &mut pairs);
            assert_eq!((&terms[..terms_len], &pairs[..pairs_len]), (&*terms_here, &*pairs_here), "{processor:?}");
        });
    }
    assert!((1000..30_000).contains(&terms_seen) && (1000..30_000).contains(&pairs_seen), "{terms_seen} {pairs_seen}");
}

#[test]
fn steps_are_those_of_the_table() {
    let mut number = numbers();
    let token = |word: u32| Known::new(word << Known::FLAGS, !0);
    let words: Vec<[u32; 2]> = (1..400).map(|i| [i, i * 7 % 50 + 1]).collect();
    let all: Vec<Slot> =
        (1000..).zip(&words).map(|(node, [a, b])| Slot { key: Step::key(token(*a), token(*b)), value: node }).collect();
    let table = Table::new(&all);
    assert!(table.is_complete());
    for round in 0..2000 {
        let tokens: Vec<Known> = (0..20)
            .flat_map(|_| {
                let [a, b] = words[(number() % 399) as usize];
                [token(a), token(if number().is_multiple_of(3) { b + 1 } else { b })]
            })
            .collect();
        let pairs: [u32; LANES] = std::array::from_fn(|_| (1 + number() % 39) as u32);
        let most = round % (LANES + 1);
        let expected: Vec<Step> = pairs[..most]
            .iter()
            .map(|at| Step::new(table.get(Step::key(tokens[*at as usize - 1], tokens[*at as usize])), *at))
            .filter(|step| step.node() != 0)
            .collect();
        on_all!(processor => {
            let mut steps = [Step(0); LANES];
            let len = processor.steps(&pairs, most, &tokens, &table, &mut steps);
            assert_eq!(steps[..len], expected, "{processor:?}");
        });
    }
}
