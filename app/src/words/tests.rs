//! Words made of names and numbers.

use super::phrase::Texts;
use super::{Language, Phrase, Words, count, title};

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
        language.words().reactions.who(&names)
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
    let said = |language: Language| [0, 3, 200].map(|new| language.words().room.new_below(new));
    assert_eq!(said(Language::English), ["Newest", "3 new", "99+ new"]);
    assert_eq!(said(Language::ZhHant), ["最新訊息", "3 則新訊息", "99+ 則新訊息"]);
    assert_eq!(said(Language::ZhHans), ["最新消息", "3 条新消息", "99+ 条新消息"]);
}

#[test]
fn a_room_is_called_with_what_is_unread() {
    let room =
        |name, unread, mentions| Language::English.words().rooms.unread(name, unread, mentions);
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

#[test]
fn a_page_takes_every_text_that_it_was_told() {
    for language in Language::OFFERED {
        let lines = language.words().in_lines();
        let taken = Words::of(lines.clone());
        assert_eq!(taken.in_lines(), lines);
        assert_eq!(taken.composer.hint, language.words().composer.hint);
        // Else one would be taken for two, or end the element that holds them.
        let mut texts = Vec::new();
        language.words().tell(&mut texts);
        assert_eq!(texts.iter().filter(|text| text.contains(['\n', '<'])).count(), 0);
    }
}

#[test]
fn a_phrase_has_the_same_places_in_every_language() {
    let places = |language: Language| {
        let mut texts = Vec::new();
        language.words().tell(&mut texts);
        let places = |text: &str| {
            let mut places: Vec<_> =
                text.split('{').skip(1).map(|place| place[..2].to_owned()).collect();
            places.sort();
            places
        };
        texts.into_iter().map(places).collect::<Vec<_>>()
    };
    let english = places(Language::English);
    assert!(english.iter().any(|places| *places == ["0}", "1}"]));
    for language in Language::OFFERED {
        assert_eq!(places(language), english, "{language}");
    }
}

#[test]
fn what_is_put_into_a_phrase_stays_as_it_is() {
    assert_eq!(Phrase("{1}, {0}!").with(&["{1}", "<b>"]), "<b>, {1}!");
    assert_eq!(Phrase("{0}").with(&[]), "");
}

#[test]
fn says_whether_somebody_is_there_and_who_writes() {
    let people = |language: Language| &language.words().people;
    let of = |language| {
        let people = people(language);
        people.with_state.with(&[&people.write_to.with(&["王"]), &people.seen.with(&["14:02"])])
    };
    assert_eq!(of(Language::English), "Write to 王, last seen 14:02");
    assert_eq!(of(Language::ZhHant), "傳訊息給 王，最後上線：14:02");
    assert_eq!(of(Language::ZhHans), "发消息给 王，最后在线：14:02");
    let names = ["ann", "王", "cid", "dan"].map(str::to_owned);
    let typing = |language: Language, count| language.words().of_typists(&names[..count]);
    assert_eq!(typing(Language::English, 0), None);
    let said = |language, count| typing(language, count).unwrap();
    assert_eq!(said(Language::English, 1), "ann is typing…");
    assert_eq!(said(Language::English, 2), "ann and 王 are typing…");
    assert_eq!(said(Language::English, 4), said(Language::English, 3));
    assert_eq!(said(Language::ZhHant, 2), "ann和王 正在輸入…");
    let many = |language| said(language, 3);
    assert_eq!(
        Language::OFFERED.map(many),
        ["Several people are typing…", "好幾個人正在輸入…", "好几个人正在输入…"]
    );
}
