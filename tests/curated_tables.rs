//! The curated tables are sound, and say truly where their keywords come from.

use std::collections::BTreeSet;

use classify_postings::model::table::Ring;
use classify_postings::text::fold::fold_key;
use classify_postings::text::tokens::tokens;
use classify_postings::train::keywords::Keywords;
use classify_postings::train::{shipped_lists, shipped_roles};

/// A phrase as the model reads it: folded, without function words.
fn folded(text: &str, stops: &[String]) -> Vec<String> {
    tokens(text)
        .into_iter()
        .map(|form| form.to_lowercase())
        .filter(|form| form == "it" || !stops.contains(form))
        .map(|form| fold_key(&form))
        .collect()
}

/// Every area of responsibility that the articles name, by the role that they give it to.
#[test]
fn every_area_of_the_articles_is_a_theme_with_keywords() {
    let tables = Keywords::shipped().unwrap();
    let areas = [
        ("CIO", "information management"),
        ("CIO", "business alignment"),
        ("CIO", "risk management"),
        ("CIO", "internal operations"),
        ("CIO", "executive strategy and planning"),
        ("CTO", "technology development"),
        ("CTO", "new technologies"),
        ("CTO", "innovation and product"),
        ("CTO", "external focus"),
        ("CTO", "product and service alignment"),
        ("CTO", "link to the IT staff"),
        ("IT Director", "implementation"),
        ("IT Director", "coordination"),
        ("IT Director", "plans and specifications"),
        ("IT Director", "technical work"),
    ];
    for (role, area) in areas {
        let theme = tables.themes.iter().find(|theme| theme.name == area).unwrap_or_else(|| panic!("no theme {area}"));
        assert_eq!(theme.role, role, "{area}");
        assert!(!theme.article.is_empty(), "{area} is an article's");
        let own = tables.keywords.iter().filter(|k| k.theme == area && k.surfaces.iter().any(|(ring, _)| *ring == Ring::Article));
        assert!(own.count() > 0, "{area} has no keyword of the article");
    }
    for theme in &tables.themes {
        assert!(theme.strategy.abs() <= 1.0 && theme.external.abs() <= 1.0, "{}", theme.name);
    }
}

#[test]
fn no_surface_stands_twice_or_names_a_role() {
    let (tables, roles, lists) = (Keywords::shipped().unwrap(), shipped_roles().unwrap(), shipped_lists());
    let names: BTreeSet<Vec<String>> = roles.cut().iter().map(|name| tokens(&name.to_lowercase())).collect();
    let mut seen = BTreeSet::new();
    for keyword in &tables.keywords {
        for (_, surface) in &keyword.surfaces {
            let words = folded(surface, &lists.stops);
            assert!(!words.is_empty() && words.len() <= 4, "{surface}");
            assert!(seen.insert(words), "{surface} of {} stands twice", keyword.name);
            let forms = tokens(&surface.to_lowercase());
            for length in 1..=forms.len() {
                for window in forms.windows(length) {
                    assert!(!names.contains(window), "{surface} of {} holds the name of a role", keyword.name);
                }
            }
        }
    }
}

/// `article` rows are the articles' own words. The articles are not part of this project.
#[test]
fn article_keywords_stand_in_their_article() {
    let folder = std::path::Path::new("../shared/articles");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let lists = shipped_lists();
    let read = |name: &str| folded(&std::fs::read_to_string(folder.join(name).with_extension("txt")).unwrap(), &lists.stops);
    let (two, three) = (read("cio-cto"), read("cio-cto-it-director"));
    for keyword in Keywords::shipped().unwrap().keywords {
        for (_, surface) in keyword.surfaces.iter().filter(|(ring, _)| *ring == Ring::Article) {
            let words = folded(surface, &lists.stops);
            let stands = |article: &[String]| article.windows(words.len()).any(|window| window == words);
            assert!(stands(&two) || stands(&three), "{surface} of {} stands in no article", keyword.name);
        }
    }
}
