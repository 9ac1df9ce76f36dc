//! Every component in every state, for people to look at: `/styleguide` of development builds.
//!
//! Each [`Specimen`] is a page of its own, which the guide shows in a frame: ids, popovers, dialogs and
//! the width of the window are its own as in the real page. It holds the real component, with a
//! [`Chat`](crate::chat::Chat) that has lived through real events (`scene`). What a component never
//! shows its section says as well, with the reason: the tests want an answer for each [`State`].

mod announcement;
mod controls;
mod document;
mod list;
mod message;
mod overlays;
mod pages;
mod presence;
mod scene;
mod settings;
mod sides;
#[cfg(test)]
mod tests;
mod tokens;

use leptos::prelude::*;

use crate::words::Language;
use crate::zone::Zone;

pub use document::{Wish, guide, specimen};

/// What a component can be in, and what it can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// At rest.
    Default,
    /// Below a pointer.
    Hover,
    /// With the keyboard's focus.
    Focus,
    /// Pressed.
    Active,
    /// Not to be used now.
    Disabled,
    /// What it is to show is under way.
    Loading,
    /// There is nothing to show.
    Empty,
    /// Something went wrong.
    Error,
    /// Something waits to be sent, or to be answered.
    Waiting,
    /// There is no connection.
    Offline,
    /// The longest names that there can be.
    LongName,
    /// A word of 60 characters.
    LongWord,
    /// Chinese.
    Chinese,
    /// Arabic.
    Arabic,
    /// Emoji.
    Emoji,
    /// 3 of what it lists.
    Three,
    /// 3,000 of them.
    ThreeThousand,
}

impl State {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 17] = [
        Self::Default,
        Self::Hover,
        Self::Focus,
        Self::Active,
        Self::Disabled,
        Self::Loading,
        Self::Empty,
        Self::Error,
        Self::Waiting,
        Self::Offline,
        Self::LongName,
        Self::LongWord,
        Self::Chinese,
        Self::Arabic,
        Self::Emoji,
        Self::Three,
        Self::ThreeThousand,
    ];
}

/// What is given to each specimen.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The language of the page.
    pub language: Language,
    /// The reader's clock.
    pub zone: Zone,
    /// Makes HTML of a text in which these people are named, as the server does for a message.
    pub markup: fn(&str, &[String]) -> String,
}

/// One file of components.
pub struct Section {
    /// The file's name, without its ending.
    pub file: &'static str,
    /// The components in it.
    pub components: &'static [&'static str],
    /// What is shown of them.
    pub specimens: Vec<Specimen>,
    /// What they are never in, and why not.
    pub never: Vec<(State, &'static str)>,
}

/// A component in one state.
pub struct Specimen {
    /// The state.
    pub state: State,
    /// What is special about it; empty where the state says it all.
    pub note: &'static str,
    /// How high its frame is, in pixels; `None`: as high as what is in it.
    pub height: Option<u16>,
    acts: Vec<Act>,
    draw: Box<dyn Fn(Stage) -> AnyView>,
}

/// What only a person or a browser does, and `specimen.js` in their stead: what, and to which element.
type Act = (&'static str, &'static str, &'static str);

/// All sections, in the order of the page.
#[must_use]
pub fn sections() -> Vec<Section> {
    vec![
        tokens::section(),
        pages::sign_in(),
        pages::notice(),
        pages::chat_page(),
        announcement::section(),
        sides::sidebar(),
        sides::language_choice(),
        settings::section(),
        overlays::switcher(),
        pages::room_page(),
        sides::connection(),
        sides::people(),
        sides::avatar(),
        list::section(),
        message::section(),
        controls::actions(),
        controls::reactions(),
        overlays::picker(),
        controls::composer(),
        presence::who_types(),
    ]
}

/// Whether there is a specimen of that name in that section.
#[must_use]
pub fn has(file: &str, slug: &str) -> bool {
    let section = sections().into_iter().find(|section| section.file == file);
    section.is_some_and(|section| section.specimens.iter().any(|one| one.slug() == slug))
}

impl Section {
    /// A file and the components in it.
    fn of(file: &'static str, components: &'static [&'static str]) -> Self {
        Self { file, components, specimens: Vec::new(), never: Vec::new() }
    }

    fn shows(self, state: State, draw: impl Fn(Stage) -> AnyView + 'static) -> Self {
        self.shows_also(state, "", draw)
    }

    /// The same with something that is special about it.
    fn shows_also(
        mut self,
        state: State,
        note: &'static str,
        draw: impl Fn(Stage) -> AnyView + 'static,
    ) -> Self {
        let (height, acts, draw) = (None, Vec::new(), Box::new(draw));
        self.specimens.push(Specimen { state, note, height, acts, draw });
        self
    }

    /// The specimen before is `height` pixels high: where that depends on the window's height, it has to be.
    fn high(mut self, height: u16) -> Self {
        if let Some(last) = self.specimens.last_mut() {
            last.height = Some(height);
        }
        self
    }

    /// All specimens so far are `height` pixels high.
    fn all_high(mut self, height: u16) -> Self {
        for specimen in &mut self.specimens {
            specimen.height = Some(height);
        }
        self
    }

    /// Before the specimen is looked at, this is done to it.
    fn acting(self, what: &'static str, on: &'static str) -> Self {
        self.typing(what, on, "")
    }

    /// The same with a text.
    fn typing(mut self, what: &'static str, on: &'static str, text: &'static str) -> Self {
        if let Some(last) = self.specimens.last_mut() {
            last.acts.push((what, on, text));
        }
        self
    }

    /// Done to all specimens so far, before anything else.
    fn all_acting(mut self, what: &'static str, on: &'static str) -> Self {
        for specimen in &mut self.specimens {
            specimen.acts.insert(0, (what, on, ""));
        }
        self
    }

    fn never(mut self, states: &[State], why: &'static str) -> Self {
        self.never.extend(states.iter().map(|state| (*state, why)));
        self
    }
}

impl Specimen {
    /// Its part of the address: `long-name`, `default-of-another`.
    #[must_use]
    pub fn slug(&self) -> String {
        let mut slug = String::new();
        for (at, letter) in format!("{:?}", self.state).char_indices() {
            if at > 0 && letter.is_uppercase() {
                slug.push('-');
            }
            slug.push(letter.to_ascii_lowercase());
        }
        let words = self.note.split(|letter: char| !letter.is_ascii_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            slug.push('-');
            slug.push_str(&word.to_ascii_lowercase());
        }
        slug
    }
}
