//! The page's WebAssembly entry: it brings the server's HTML to life.

use app::ui::App;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script in the page's head, once.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
    if let Some(root) = document().document_element() {
        // Fails only for a name that no attribute can have.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
