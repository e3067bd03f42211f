fn main() {
    use classify_postings::model::{roles::RoleTable, table::Ring};
    use classify_postings::train::{corpus, design::Design, figures::Figures, keywords::Keywords, recipe::*};
    let table = RoleTable::parse(include_str!("../data/roles.toml")).unwrap();
    let stops = classify_postings::train::shipped_lists();
    let names: Vec<String> = table.roles.iter().map(|r| r.name.clone()).collect();
    let mut data = corpus::read("data/postings-train.csv".as_ref(), &table.roles).unwrap();
    data.extend(corpus::read("data/postings-train-more.csv".as_ref(), &table.roles).unwrap());
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
    if let Some(v) = std::env::args().nth(4) {
        recipe.contamination = v.parse().unwrap();
    }
    if let Some(v) = std::env::args().nth(5) {
        let _ = v;
    }
    if let Some(v) = std::env::args().nth(6) {
        recipe.full_steadiness = v.parse().unwrap();
    }
    if let Some(v) = std::env::args().nth(7) {
        recipe.selection.most = v.parse().unwrap();
    }
    use Ring::*;
    use classify_postings::train::scope::Background;
    let bg = Background::parse(&std::fs::read_to_string("/tmp/background.tsv").unwrap()).unwrap();
    let real: Vec<String> =
        csv::Reader::from_path("/tmp/real16k.csv").unwrap().into_records().map(|r| r.unwrap()[2].to_owned()).collect();
    let noise = |i: usize, n: usize| -> String {
        let t = &real[(i * 7919 + 13) % real.len()];
        let w: Vec<&str> = t.split_whitespace().collect();
        let from = if w.len() > n { (i * 31) % (w.len() - n) } else { 0 };
        w[from..].iter().take(n).copied().collect::<Vec<_>>().join(" ")
    };
    for (rings, learned) in [(&[Article, Variant, Structure][..], false), (&[Article, Variant, Structure], true)] {
        let design = Design::new(&data, &table, &all.only(rings), &stops, learned).unwrap().with_background(&bg);
        let noisy = |n: usize| {
            let mut d = design.clone();
            for (i, p) in data.iter().enumerate() {
                d.counts[i] = d.count_text(&format!("{} {}", p.text, noise(i, n)));
            }
            d
        };

        let all_rows = duties_rows(&data);
        let rows: Vec<DutiesRow> = all_rows
            .iter()
            .filter(|r| data[r.posting].world.len() > 2 || !data[r.posting].world.starts_with("x"))
            .cloned()
            .collect();
        let base: Vec<&DutiesRow> = rows.iter().collect();
        let m = Duties::train(&design, &base, 3, &recipe).unwrap();
        let x: HeldOut = all_rows
            .iter()
            .filter(|r| data[r.posting].world.starts_with("x"))
            .map(|r| (r.role, m.scores(&design.counts[r.posting])))
            .collect();
        let f1h = |held: &HeldOut| {
            let a: Vec<_> = held.iter().map(|(r, s)| (*r, s.clone())).collect();
            Figures::measure(&names, &a).macro_f1
        };
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
        let worlds: Vec<f64> =
            leave_one_out(&design, &rows, 3, &recipe, |r| r.world, as_it_stands).unwrap().iter().map(f1).collect();
        // voices: ad 0, hr 1, vivid 2
        let v = leave_one_out(&design, &rows, 3, &recipe, |r| r.voice, as_it_stands).unwrap();
        let vh = split(&design, &rows, 3, &recipe, |r| r.voice == 2, |r| r.voice == 1, as_it_stands).unwrap();
        let pooled: HeldOut = v.concat();
        let mut nz = vec![];
        for n in [100, 300] {
            let d = noisy(n);
            let mut all = vec![];
            for out in 0..3 {
                let seen: Vec<&DutiesRow> = rows.iter().filter(|r| r.voice != out).collect();
                let m = Duties::train(&design, &seen, 3, &recipe).unwrap();
                all.extend(rows.iter().filter(|r| r.voice == out).map(|r| (r.role, m.scores(&d.counts[r.posting]))));
            }
            nz.push(f1(&all));
        }
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
            "{rings:?} {learned} {}: worlds {:.3} worst {:.3} v>h {:.3} vh>a {:.3} va>h {:.3} ha>v {:.3} T {t:.3} ece {:.3} nll {:.3} n100 {:.3} n300 {:.3} NEW {:.3} loss {:.3}",
            design.candidates.len(),
            worlds.iter().sum::<f64>() / worlds.len() as f64,
            worlds.iter().copied().fold(1.0, f64::min),
            f1(&vh),
            f1(&v[0]),
            f1(&v[1]),
            f1(&v[2]),
            cal.calibration_error,
            cal.log_loss,
            nz[0],
            nz[1],
            f1h(&x),
            Figures::measure(&names, &classify_postings::train::probabilities(&x, t)).log_loss
        );
    }
}
