//! The page's WebAssembly entry: it brings the server's HTML to life.

use app::browser;
use app::first::{self, First};
use app::ui::chat_page::{ChatPage, ChatPageProps};
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script in the page's head, once.
#[wasm_bindgen]
pub fn hydrate() {
    // A release says nothing of a panic: it is a trap there (Makefile).
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    let first = browser::text_of(first::ELEMENT).and_then(|json| First::of_html(&json));
    // Without it this is not the page that this program was built for: what was rendered stays.
    let Some(first) = first else { return };
    leptos::mount::hydrate_body(move || {
        ChatPage(ChatPageProps { first, language: browser::language(), zone: browser::zone() })
    });
    if let Some(root) = document().document_element() {
        // Fails only for a name that no attribute can have.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
