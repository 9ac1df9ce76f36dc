//! What is read out by itself.

use super::*;

#[test]
fn what_others_say_in_the_room_shown_is_read_out_once() {
    let mut ann = at_general();
    let says = |seq, text: &str| Event::NewMessage(message(1, seq, text));
    assert_eq!(ann.take_aloud(), "", "what was there is not");
    ann.hear(&Event::NewMessage(message(2, 1, "elsewhere")), 0);
    assert_eq!(ann.take_aloud(), "");
    ann.hear(&says(6, "hello"), 0);
    ann.hear(&says(6, "hello"), 0);
    assert_eq!(ann.take_aloud(), "bob: hello");
    assert_eq!(ann.take_aloud(), "");
    ann.hear(&says(9, "a jump"), 0);
    assert_eq!(ann.take_aloud(), "", "it comes again, in its place");
    for seq in 7..=12 {
        ann.hear(&says(seq, &format!("number {seq}")), 0);
    }
    assert_eq!(ann.aloud.len(), 3, "no more are kept for one who takes none");
    assert_eq!(ann.take_aloud(), "bob: number 10\nbob: number 11\nbob: number 12", "the newest");
}
