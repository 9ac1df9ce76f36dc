//! The style guide of development builds, as a browser gets it. A release has none:
//! `styleguide.spec.ts`.

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::StatusCode;

use crate::support::App;

/// The addresses of the guide's frames.
fn frames(guide: &str) -> Vec<String> {
    let frames = guide.split("<iframe").skip(1);
    let address = |frame: &str| frame.split("src=\"").nth(1)?.split('"').next().map(str::to_owned);
    frames.filter_map(address).collect()
}

/// The classes that the page's stylesheets tell apart.
fn styled() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let mut classes = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let css = std::fs::read_to_string(file.unwrap().path()).unwrap();
        // What stands before a brace, without comments, is a selector or a condition.
        for part in css.split("*/").map(|part| part.split("/*").next().unwrap()) {
            for selector in part.split('{').map(|part| part.rsplit(['}', ';']).next().unwrap()) {
                for class in selector.split('.').skip(1) {
                    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
                    let name: String = class.chars().take_while(|one| is_of_name(*one)).collect();
                    if name.starts_with(|first: char| first.is_ascii_alphabetic()) {
                        classes.insert(name);
                    }
                }
            }
        }
    }
    classes
}

fn classes_in(page: &str, found: &mut BTreeSet<String>) {
    for class in page.split("class=\"").skip(1) {
        let names = class.split('"').next().unwrap();
        found.extend(names.split_whitespace().map(str::to_owned));
    }
}

#[tokio::test]
async fn every_specimen_can_be_looked_at_and_nothing_that_is_styled_is_missing() {
    let app = App::start().await;
    let guide = app.get("/styleguide").send().await.unwrap();
    assert_eq!(guide.status(), StatusCode::OK);
    let frames = frames(&guide.text().await.unwrap());
    assert!(frames.len() > 150, "{}", frames.len());
    let mut shown = BTreeSet::new();
    for address in &frames {
        let page = app.get(address).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "{address}");
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("frame-ancestors 'self'"), "{address}: {policy}");
        classes_in(&page.text().await.unwrap(), &mut shown);
    }
    let styled = styled();
    assert!(styled.contains("message") && styled.len() > 50, "the premise: {styled:?}");
    let missing: Vec<_> = styled.difference(&shown).collect();
    assert!(missing.is_empty(), "no specimen has {missing:?}");
}

#[tokio::test]
async fn a_specimen_is_in_the_language_scheme_and_direction_that_were_wished_for() {
    let app = App::start().await;
    let page = async |query: &str| {
        let address = format!("/styleguide/connection/offline?{query}");
        app.get(&address).send().await.unwrap().text().await.unwrap()
    };
    assert!(page("").await.contains("<html lang=\"en\" dir=\"ltr\" data-scheme=\"system\">"));
    let wished = page("language=zh-Hant&scheme=dark&direction=rtl").await;
    assert!(wished.contains("<html lang=\"zh-Hant\" dir=\"rtl\" data-scheme=\"dark\">"));
    assert!(wished.contains("09:29"), "{wished}");
    let mirrored = page("language=en-x-mirrored&scheme=neon").await;
    assert!(mirrored.contains("lang=\"en-x-mirrored\" dir=\"rtl\" data-scheme=\"system\""));
    let nowhere = app.get("/styleguide/connection/asleep").send().await.unwrap();
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn of_three_thousand_messages_a_window_is_shown() {
    let app = App::start().await;
    let page = app.get("/styleguide/message_list/three-thousand").send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("Message 3000 of 3000."));
    assert_eq!(page.matches("<article").count(), 200);
}
