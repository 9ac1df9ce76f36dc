use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::scene::{LONG_NAME, LONG_ROOM, LONG_WORD, SAMPLES};
use super::{State, sections, tokens};

/// The files of `folder` that hold what people see, by name.
fn files_with_views() -> Vec<(String, String)> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let files = fs::read_dir(&ui).unwrap().map(|file| file.unwrap().path());
    let files = files.chain([ui.with_file_name("document.rs")]);
    let read = |path: PathBuf| {
        let name = path.file_stem()?.to_str()?.to_owned();
        let text = fs::read_to_string(&path).ok()?;
        (text.contains("view! {") && name != "styleguide").then_some((name, text))
    };
    files.filter_map(read).collect()
}

/// The components that `text` defines.
fn components(text: &str) -> BTreeSet<String> {
    let mut after = text.split("#[component]").skip(1);
    let name = |rest: &str| {
        let (_, name) = rest.split_once("fn ").unwrap();
        name.split(['(', '<']).next().unwrap().to_owned()
    };
    after.by_ref().map(name).collect()
}

#[test]
fn every_component_has_a_section() {
    let files = files_with_views();
    assert!(files.len() > 10, "the premise");
    let shown: BTreeSet<_> = sections().iter().map(|section| section.file).collect();
    for (file, text) in files {
        assert!(shown.contains(file.as_str()), "{file}.rs has no section");
        let sections = sections();
        let section = sections.iter().find(|section| section.file == file).unwrap();
        let named = section.components.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(components(&text), named, "{file}.rs");
    }
}

#[test]
fn every_section_answers_for_every_state() {
    for section in sections() {
        let file = section.file;
        let shown: BTreeSet<_> = section.specimens.iter().map(|specimen| specimen.state).collect();
        let never: BTreeSet<_> = section.never.iter().map(|(state, _)| *state).collect();
        for state in State::ALL {
            let (is_shown, is_never) = (shown.contains(&state), never.contains(&state));
            assert!(is_shown || is_never, "{file} says nothing of {state:?}");
            assert!(!(is_shown && is_never), "{file} shows {state:?} and denies it");
        }
        assert_eq!(never.len(), section.never.len(), "{file} denies something twice");
    }
}

#[test]
fn every_specimen_has_an_address_of_its_own() {
    let mut all = BTreeSet::new();
    for section in sections() {
        for specimen in section.specimens {
            let address = format!("{}/{}", section.file, specimen.slug());
            assert!(all.insert(address.clone()), "{address} twice");
        }
    }
    assert!(all.contains("message/long-word") && all.contains("composer/focus-its-button"));
}

#[test]
fn what_is_long_is_as_long_as_it_can_be() {
    let chars = |text: &str| text.chars().count();
    assert_eq!((chars(LONG_WORD), chars(LONG_NAME), chars(LONG_ROOM)), (60, 32, 50));
    for sample in SAMPLES {
        assert!(
            chars(sample.person) <= 32 && chars(sample.other) <= 32 && chars(sample.room) <= 50
        );
    }
}

#[test]
fn the_roles_and_icons_are_those_of_the_stylesheets() {
    let roles = tokens::roles();
    assert!(roles.contains(&("space-1", "0.25rem")), "{roles:?}");
    assert!(roles.iter().any(|(name, value)| *name == "line" && value.starts_with("light-dark(")));
    assert!(tokens::icon_classes().contains(&"icon-send"));
}
