fn main() {
    use classify_postings::model::{roles::RoleTable, table::Ring};
    use classify_postings::train::{corpus, design::Design, figures::Figures, keywords::Keywords, recipe::*};
    let table = RoleTable::parse(include_str!("../data/roles.toml")).unwrap();
    let stops: Vec<String> = include_str!("../data/stopwords.txt").lines().map(String::from).collect();
    let names: Vec<String> = table.roles.iter().map(|r| r.name.clone()).collect();
    let data = corpus::read("data/postings-train.csv".as_ref(), &table.roles).unwrap();
    let all = Keywords::shipped().unwrap();
    let mut recipe = Recipe::default();
    if let Some(v) = std::env::args().nth(1) {
        recipe.penalty = 1.0 / v.parse::<f64>().unwrap();
    }
    if let Some(v) = std::env::args().nth(2) {
        recipe.keyword_scale = v.parse().unwrap();
    }
    if let Some(v) = std::env::args().nth(3) {
        recipe.selection.steadiness = v.parse().unwrap();
    }
    use Ring::*;
    for (rings, learned) in [
        (&[Article][..], false),
        (&[Article, Variant], false),
        (&[Article, Variant, Structure], false),
        (&[Article, Variant, Structure], true),
        (&[], true),
    ] {
        let design = Design::new(&data, &table, &all.only(rings), &stops, learned).unwrap();
        let rows = duties_rows(&data);
        let f1 = |held: &HeldOut| {
            let a: Vec<_> = held
                .iter()
                .map(|(r, s)| {
                    (*r, {
                        let mut s = s.clone();
                        classify_postings::model::linear::softmax(&mut s);
                        s
                    })
                })
                .collect();
            Figures::measure(&names, &a).macro_f1
        };
        let worlds: Vec<f64> = leave_one_out(&design, &rows, 3, &recipe, |r| r.world).unwrap().iter().map(f1).collect();
        // voices: ad 0, hr 1, vivid 2
        let v = leave_one_out(&design, &rows, 3, &recipe, |r| r.voice).unwrap();
        let vh = split(&design, &rows, 3, &recipe, |r| r.voice == 2, |r| r.voice == 1).unwrap();
        let pooled: HeldOut = v.concat();
        let t = fit_temperature(&pooled);
        let cal: Vec<_> = pooled
            .iter()
            .map(|(r, s)| {
                (*r, {
                    let mut s: Vec<f64> = s.iter().map(|x| x / t).collect();
                    classify_postings::model::linear::softmax(&mut s);
                    s
                })
            })
            .collect();
        let cal = Figures::measure(&names, &cal);
        println!(
            "{rings:?} learned {learned} cand {}: worlds {:.3} worst {:.3} v>h {:.3} vh>a {:.3} va>h {:.3} ha>v {:.3} T {t:.3} ece {:.3} nll {:.3}",
            design.candidates.len(),
            worlds.iter().sum::<f64>() / 12.0,
            worlds.iter().copied().fold(1.0, f64::min),
            f1(&vh),
            f1(&v[0]),
            f1(&v[1]),
            f1(&v[2]),
            cal.calibration_error,
            cal.log_loss
        );
    }
}
