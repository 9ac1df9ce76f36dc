//! Words made of names and numbers.

use super::{Language, count, title};

#[test]
fn a_tag_leads_back_to_its_language() {
    for language in Language::OFFERED.into_iter().chain([Language::Mirrored]) {
        assert_eq!(Language::of_tag(language.tag()), Some(language));
    }
    assert_eq!(Language::of_tag("tlh"), None);
}

#[test]
fn says_who_reacted_and_counts_the_rest() {
    let said = |language: Language, names: &str| {
        let names: Vec<_> = names.split_whitespace().map(str::to_owned).collect();
        (language.words().reactions.who)(&names)
    };
    assert_eq!(said(Language::English, "ann"), "ann");
    assert_eq!(said(Language::English, "ann bob"), "ann and bob");
    assert_eq!(said(Language::English, "ann bob cid"), "ann, bob and cid");
    assert_eq!(said(Language::English, "ann bob cid dan"), "ann, bob and 2 others");
    assert_eq!(said(Language::English, "ann bob cid dan eve"), "ann, bob and 3 others");
    assert_eq!(said(Language::ZhHant, "ann bob cid dan"), "ann、bob和其他 2 人");
    assert_eq!(said(Language::ZhHans, "ann bob"), "ann和bob");
}

#[test]
fn a_large_count_is_not_told_exactly() {
    assert_eq!([1, 99, 100, 5_000].map(count), ["1", "99", "99+", "99+"]);
}

#[test]
fn the_way_to_the_end_counts_what_is_new_there() {
    let said = |language: Language| [0, 3, 200].map(language.words().room.new_below);
    assert_eq!(said(Language::English), ["Newest", "3 new", "99+ new"]);
    assert_eq!(said(Language::ZhHant), ["最新訊息", "3 則新訊息", "99+ 則新訊息"]);
    assert_eq!(said(Language::ZhHans), ["最新消息", "3 条新消息", "99+ 条新消息"]);
}

#[test]
fn a_room_is_called_with_what_is_unread() {
    let room = Language::English.words().rooms.unread;
    assert_eq!(room("general", 3, 0), "general, 3 unread");
    assert_eq!(room("general", 3, 1), "general, 3 unread, 1 mention");
    assert_eq!(room("general", 120, 2), "general, 120 unread, 2 mentions");
}

#[test]
fn the_title_counts_what_is_unread_in_all_rooms() {
    assert_eq!(title(Some("general"), 3), "(3) general · Banter");
    assert_eq!(title(Some("general"), 0), "general · Banter");
    assert_eq!(title(None, 0), "Banter");
    assert_eq!(title(None, 1), "(1) Banter");
}
