use classify_postings::train::{corpus, evaluate::evaluate, scope::Background, *};
fn main() {
    let roles = shipped_roles().unwrap();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut data = corpus::read("data/postings-train.csv".as_ref(), &roles.roles).unwrap();
    if args[0] == "more" {
        data.extend(corpus::read("data/postings-train-more.csv".as_ref(), &roles.roles).unwrap());
    }
    let mut ing = Ingredients::shipped(data, roles.clone()).unwrap();
    ing.background = Background::parse(&std::fs::read_to_string("data/background.tsv").unwrap()).unwrap();
    if let Some(v) = args.get(1) {
        ing.recipe.contamination = v.parse().unwrap();
    }
    if let Some(v) = args.get(2) {
        let _ = v;
    }
    if let Some(v) = args.get(3) {
        ing.recipe.penalty = 1.0 / v.parse::<f64>().unwrap();
    }
    if let Some(v) = args.get(4) {
        ing.recipe.keyword_scale = v.parse().unwrap();
    }
    if let Some(v) = args.get(5) {
        ing.recipe.selection.most = v.parse().unwrap();
    }
    let table = train(&ing).unwrap();
    for (k, v) in &table.about {
        println!("{k}: {v}");
    }
    println!("{:?}", table.rule);
    std::fs::write("/tmp/model.tsv", classify_postings::model::file::write(&table)).unwrap();
    let model = classify_postings::Model::new(table).unwrap();
    for f in ["authored-dev", "real-roles-dev"] {
        let set = corpus::read(format!("/work/shared/postings/{f}.csv").as_ref(), &roles.roles).unwrap();
        let e = evaluate(&model, &set);
        println!(
            "{f}: duties F1 {:.3} acc {:.3} ll {:.3} ece {:.3} confusion {:?} | joined F1 {:.3} flagged {:.2} in_scope {:.2}",
            e.duties.macro_f1,
            e.duties.accuracy,
            e.duties.log_loss,
            e.duties.calibration_error,
            e.duties.confusion,
            e.joined.macro_f1,
            e.flagged,
            e.in_scope
        );
        for s in &e.scope {
            println!("   {} auc {:?} pass {:.3}", s.label, s.auc, s.pass);
        }
        if f.starts_with("real") {
            println!("mistakes {:?}", e.confident_mistakes.iter().map(|m| (m.1.clone(), m.2.clone(), m.3)).collect::<Vec<_>>());
            for n in ["real-other", "real-neighbours"] {
                let mut both = set.clone();
                both.extend(
                    corpus::read(format!("/work/shared/postings/{n}.csv").as_ref(), &roles.roles).unwrap().into_iter().map(
                        |mut p| {
                            p.title.clear();
                            p
                        },
                    ),
                );
                both.iter_mut().for_each(|p| p.title.clear());
                let e = evaluate(&model, &both);
                println!("   text only: real roles in scope {:.2}; {n}: {:?}", e.in_scope, e.scope);
            }
        }
    }
}
