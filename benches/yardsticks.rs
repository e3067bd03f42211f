//! The figures of the model card: which ring of the vocabulary is worth what, across writers, and how far to trust it.
//!
//! ```text
//! cargo bench --bench yardsticks                     print the tables
//! cargo bench --bench yardsticks -- --write          put them into models/README.md
//! cargo bench --bench yardsticks -- --check          fail if models/README.md says otherwise
//! ```
//!
//! Postings that may not be in the project are read from the folder that `CLASSIFY_POSTINGS` names (default
//! `../shared/postings`); without it those lines are left out, and said to be.

use std::path::PathBuf;

use classify_postings::Model;
use classify_postings::model::roles::RoleTable;
use classify_postings::model::table::Ring;
use classify_postings::train::corpus::{self, Labelled};
use classify_postings::train::design::Design;
use classify_postings::train::evaluate::{Evaluation, evaluate};
use classify_postings::train::figures::Figures;
use classify_postings::train::keywords::Keywords;
use classify_postings::train::recipe::{
    DutiesRow, HeldOut, Recipe, as_it_stands, beside_the_point, duties_rows, fit_temperature, leave_one_out, split,
};
use classify_postings::train::scope::Background;
use classify_postings::train::{Ingredients, probabilities, shipped_lists, shipped_roles, train};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const CARD: &str = "models/README.md";
const BEGIN: &str = "<!-- measured: cargo bench --bench yardsticks -- --write -->";
const END: &str = "<!-- end of measured -->";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().collect();
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    let measured = measure()?;
    if has("--write") || has("--check") {
        let card = std::fs::read_to_string(CARD)?;
        let (before, rest) = card.split_once(BEGIN).ok_or("no place for figures in the model card")?;
        let (old, after) = rest.split_once(END).ok_or("no end of the figures in the model card")?;
        if has("--write") {
            std::fs::write(CARD, format!("{before}{BEGIN}\n{}\n{END}{after}", measured.join("\n")))?;
        } else {
            let wrong: Vec<&String> = measured.iter().filter(|line| !old.lines().any(|l| l == *line)).collect();
            for line in &wrong {
                eprintln!("measured, but not in {CARD}: {line}");
            }
            if !wrong.is_empty() {
                return Err(
                    "the model card's figures do not hold; cargo bench --bench yardsticks -- --write measures them".into()
                );
            }
            println!("every measured line stands in {CARD}");
        }
    } else {
        println!("{}", measured.join("\n"));
    }
    Ok(())
}

/// The labelled postings at hand.
struct Sets {
    roles: RoleTable,
    train: Vec<Labelled>,
    more: Vec<Labelled>,
    dev: Vec<Labelled>,
    /// Real ads of the roles, of neighbouring jobs and of other trades, where they are to be had.
    real: Option<[Vec<Labelled>; 3]>,
}

fn sets() -> Result<Sets> {
    let roles = shipped_roles()?;
    let read = |path: PathBuf| corpus::read(&path, &roles.roles);
    let folder = PathBuf::from(std::env::var_os("CLASSIFY_POSTINGS").unwrap_or_else(|| "../shared/postings".into()));
    let real = if folder.is_dir() {
        let [roles, neighbours, other] =
            ["real-roles-dev.csv", "real-neighbours.csv", "real-other.csv"].map(|name| read(folder.join(name)));
        Some([roles?, neighbours?, other?])
    } else {
        eprintln!("no real postings in {}: their lines are left out", folder.display());
        None
    };
    let data = |name: &str| read(PathBuf::from("data").join(name));
    let (train, more, dev) = (data("postings-train.csv")?, data("postings-train-more.csv")?, data("postings-dev.csv")?);
    Ok(Sets { train, more, dev, real, roles })
}

fn measure() -> Result<Vec<String>> {
    let sets = sets()?;
    let mut lines = rings(&sets)?;
    let mut ingredients = Ingredients::shipped(sets.train.iter().chain(&sets.more).cloned().collect(), sets.roles.clone())?;
    ingredients.recipe = Recipe::default();
    let model = Model::new(train(&ingredients)?)?;
    if model.table().terms != Model::embedded().table().terms {
        return Err("models/default.tsv is not what its data give: train it anew".into());
    }
    lines.extend(shipped(&sets, &model));
    Ok(lines)
}

const DESIGNS: [(&str, &[Ring], bool); 4] = [
    ("the articles' keywords", &[Ring::Article], false),
    ("+ their variants", &[Ring::Article, Ring::Variant], false),
    ("+ structure", &[Ring::Article, Ring::Variant, Ring::Structure], false),
    ("+ learned terms (the shipped recipe)", &[Ring::Article, Ring::Variant, Ring::Structure], true),
];

/// The worth of the rings: macro-F1 on duties alone, all trained on parts of `data/postings-train.csv`.
fn rings(sets: &Sets) -> Result<Vec<String>> {
    let names: Vec<String> = sets.roles.roles.iter().map(|role| role.name.clone()).collect();
    let f1 = |held_out: &HeldOut| Figures::measure(&names, &probabilities(held_out, 1.0)).macro_f1;
    let rows = duties_rows(&sets.train);
    let mut voices: Vec<&str> = sets.train.iter().filter(|p| p.role.is_some()).map(|p| p.voice.as_str()).collect();
    voices.sort_unstable();
    voices.dedup();
    let voice = |name: &str| voices.iter().position(|v| *v == name).expect("the training set has the voices vivid, hr and ad");
    let (vivid, hr, ad) = (voice("vivid"), voice("hr"), voice("ad"));
    let test_rows = |test: fn(&DutiesRow, usize) -> bool, voice: usize| rows.iter().filter(|row| test(row, voice)).count();
    let in_voice = |row: &DutiesRow, voice: usize| row.voice == voice;
    let (hr_rows, ad_rows) = (test_rows(in_voice, hr), test_rows(in_voice, ad));

    let mut lines = vec![
        format!(
            "Macro-F1 by the duties alone, role names cut, trained on `data/postings-train.csv` ({} rows of the roles, authored). Test rows: {} left-out worlds in turn, {hr_rows} in the HR voice, {ad_rows} in the ad voice, {} of `data/postings-dev.csv`, all authored; real ads stand in a table of their own.",
            rows.len(),
            rows.iter().map(|r| r.world).max().map_or(0, |w| w + 1),
            sets.dev.iter().filter(|p| p.role.is_some()).count(),
        ),
        String::new(),
        "| vocabulary | one world out, mean (worst) | vivid → HR | vivid + HR → ad | authored dev |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ];
    let mut real_lines = Vec::new();
    let mut calibration = Vec::new();
    let keywords = Keywords::shipped()?;
    let background = Background::parse(include_str!("../data/background.tsv"))?;
    for (name, rings, learned) in DESIGNS {
        let recipe = Recipe::default();
        let design =
            Design::new(&sets.train, &sets.roles, &keywords.only(rings), &shipped_lists(), learned)?.with_background(&background);
        let roles = names.len();
        let worlds: Vec<f64> = leave_one_out(&design, &rows, roles, &recipe, |r| r.world, as_it_stands)?.iter().map(f1).collect();
        let vivid_hr = split(&design, &rows, roles, &recipe, |r| r.voice == vivid, |r| r.voice == hr, as_it_stands)?;
        let both_ad = split(&design, &rows, roles, &recipe, |r| r.voice != ad, |r| r.voice == ad, as_it_stands)?;
        let all: Vec<&DutiesRow> = rows.iter().collect();
        let duties = classify_postings::train::recipe::Duties::train(&design, &all, roles, &recipe)?;
        let score = |postings: &[Labelled]| -> HeldOut {
            let scored = postings.iter().filter_map(|p| Some((p.role?.index(), duties.scores(&design.count_text(&p.text)))));
            scored.collect()
        };
        lines.push(format!(
            "| {name} | {:.3} ({:.3}) | {:.3} | {:.3} | {:.3} |",
            worlds.iter().sum::<f64>() / worlds.len() as f64,
            worlds.iter().copied().fold(1.0, f64::min),
            f1(&vivid_hr),
            f1(&both_ad),
            f1(&score(&sets.dev))
        ));
        if let Some([real, ..]) = &sets.real {
            let figures = Figures::measure(&names, &probabilities(&score(real), 1.0));
            real_lines.push(format!("| {name} | {:.3} | {:.3} | {} |", figures.macro_f1, figures.accuracy, rights(&figures)));
        }
        if learned {
            calibration = across_voices(&design, &rows, &names, &voices, &recipe)?;
        }
    }
    if !real_lines.is_empty() {
        lines.extend([
            String::new(),
            format!(
                "The same on {} real ads: few, and the truest yardstick. They are not part of this project.",
                sets.real.as_ref().map_or(0, |[roles, ..]| roles.len())
            ),
            String::new(),
            "| vocabulary | macro-F1 | accuracy | right, by role |".to_owned(),
            "| --- | --- | --- | --- |".to_owned(),
        ]);
        lines.extend(real_lines);
    }
    lines.push(String::new());
    lines.extend(calibration);
    Ok(lines)
}

/// `CIO 3 of 4, …`.
fn rights(figures: &Figures) -> String {
    let rows = figures.roles.iter().zip(&figures.confusion).enumerate();
    rows.map(|(i, (role, row))| format!("{} {} of {}", role.role, row[i], role.rows)).collect::<Vec<_>>().join(", ")
}

/// Calibration on a voice that neither the weights nor the temperature have met.
fn across_voices(design: &Design, rows: &[DutiesRow], names: &[String], voices: &[&str], recipe: &Recipe) -> Result<Vec<String>> {
    let mut lines = vec![
        "Calibration on a voice that neither the weights nor the temperature met (authored rows):".to_owned(),
        String::new(),
        "| unseen voice | rows | accuracy | calibration error | log loss |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ];
    for (unseen, voice) in voices.iter().enumerate() {
        let seen: Vec<DutiesRow> = rows.iter().filter(|row| row.voice != unseen).cloned().collect();
        let mut inner = leave_one_out(design, &seen, names.len(), recipe, |r| r.world, as_it_stands).unwrap_or_default().concat();
        inner.extend(
            leave_one_out(design, &seen, names.len(), recipe, |r| r.world, beside_the_point).unwrap_or_default().concat(),
        );
        let temperature = fit_temperature(&inner);
        let outer = split(design, rows, names.len(), recipe, |r| r.voice != unseen, |r| r.voice == unseen, as_it_stands)?;
        let f = Figures::measure(names, &probabilities(&outer, temperature));
        lines.push(format!("| {voice} | {} | {:.3} | {:.3} | {:.3} |", f.rows, f.accuracy, f.calibration_error, f.log_loss));
    }
    lines.push(String::new());
    Ok(lines)
}

/// The shipped model on every set at hand.
fn shipped(sets: &Sets, model: &Model) -> Vec<String> {
    let mut lines = vec![
        format!(
            "The shipped model, trained on `data/postings-train.csv` and `data/postings-train-more.csv` ({} rows, all authored):",
            sets.train.len() + sets.more.len()
        ),
        String::new(),
        "| set | rows | duties: macro-F1 | accuracy | calibration error | title and duties: macro-F1 | flagged | right where not flagged |".to_owned(),
        "| --- | --- | --- | --- | --- | --- | --- | --- |".to_owned(),
    ];
    let row = |name: &str, e: &Evaluation| {
        format!(
            "| {name} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.0}% | {:.1}% |",
            e.duties.rows,
            e.duties.macro_f1,
            e.duties.accuracy,
            e.duties.calibration_error,
            e.joined.macro_f1,
            100.0 * e.flagged,
            100.0 * e.unflagged_accuracy
        )
    };
    let dev = evaluate(model, &sets.dev);
    lines.push(row("authored dev", &dev));
    let real = sets.real.as_ref().map(|[roles, ..]| evaluate(model, roles));
    if let Some(real) = &real {
        lines.push(row("real ads", real));
    }
    lines.extend([
        String::new(),
        "Reliability of the duties' confidence on the authored dev set:".to_owned(),
        String::new(),
        "| confidence | rows | mean confidence | right |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ]);
    lines.extend(
        dev.duties.reliability.iter().filter(|bin| bin.rows > 0).map(|bin| {
            format!("| {:.1} to {:.1} | {} | {:.3} | {:.3} |", bin.from, bin.to, bin.rows, bin.confidence, bin.accuracy)
        }),
    );
    lines.extend([
        String::new(),
        "`in_scope`, from the text alone (titles blanked):".to_owned(),
        String::new(),
        "| postings of the roles | against | ROC AUC | roles that pass | others that pass |".to_owned(),
        "| --- | --- | --- | --- | --- |".to_owned(),
    ]);
    let mut against = |roles_name: &str, roles: &[Labelled], others_name: &str, others: &[Labelled]| {
        let blank = |p: &Labelled| Labelled { title: String::new(), ..p.clone() };
        let both: Vec<Labelled> =
            roles.iter().filter(|p| p.role.is_some()).chain(others.iter().filter(|p| p.role.is_none())).map(blank).collect();
        let e = evaluate(model, &both);
        for scope in &e.scope {
            lines.push(format!(
                "| {roles_name} ({}) | {others_name}, {} ({}) | {:.3} | {:.1}% | {:.1}% |",
                e.duties.rows,
                scope.label,
                scope.rows,
                scope.auc.unwrap_or(0.0),
                100.0 * e.in_scope,
                100.0 * scope.pass
            ));
        }
    };
    against("authored dev", &sets.dev, "authored dev", &sets.dev);
    if let Some([roles, neighbours, other]) = &sets.real {
        for (name, set) in [("authored dev", &sets.dev), ("real ads", roles)] {
            against(name, set, "real", neighbours);
            against(name, set, "real", other);
        }
    }
    if let Some(real) = &real {
        lines.extend([
            String::new(),
            "Real ads taken for another role by the duties with a confidence of 0.9 or more:".to_owned(),
            String::new(),
        ]);
        lines.extend(real.confident_mistakes.iter().map(|(_, label, answer, p)| format!("- {label} taken for {answer}, {p:.3}")));
        if real.confident_mistakes.is_empty() {
            lines.push("- none".to_owned());
        }
    }
    lines
}
