//! The one place where text becomes HTML: escaped, lines kept.

/// `text` as safe HTML: a paragraph with line breaks.
#[must_use]
pub fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    html.push_str("<p>");
    for char in text.chars() {
        match char {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\n' => html.push_str("<br>"),
            // Not characters of HTML (WHATWG, "preprocessing the input stream").
            '\0' | '\r' => {}
            char => html.push(char),
        }
    }
    html.push_str("</p>");
    html
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            html("<img src=x onerror='a'>\n\"&\""),
            "<p>&lt;img src=x onerror=&#39;a&#39;&gt;<br>&quot;&amp;&quot;</p>"
        );
    }
}
