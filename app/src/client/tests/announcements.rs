//! What admins say to everybody: shown until it is over or dismissed, over reloads and in all tabs.

use std::collections::BTreeMap;

use super::*;
use crate::event::Announcement;

/// A second of 21 November 2026, 03:36, in milliseconds.
const NOW: u64 = 1_795_232_160_000;

fn announcement(number: u64, text: &str) -> Event {
    Event::Announcement(Announcement {
        id: format!("a{number}"),
        message: text.to_owned(),
        html: if text.is_empty() { String::new() } else { format!("<p>{text}</p>\n") + "<p>2</p>" },
        from: "ann".to_owned(),
        sent: Timestamp(format!("2026-11-21T03:36:00.00{number}Z")),
        expires: Timestamp("2026-11-21T03:37:00.000Z".to_owned()),
    })
}

/// The text shown.
fn shown(page: &Client) -> Option<&str> {
    page.announcement()?.splitn(4, '\n').nth(3)
}

/// Does what is to be kept.
fn keep(page: &mut Client, kept: &mut BTreeMap<String, String>, now: u64) -> Option<u64> {
    let work = page.take_work(now);
    for save in work.saves {
        match save.value {
            Some(value) => kept.insert(save.key, value),
            None => kept.remove(&save.key),
        };
    }
    work.wake_ms
}

#[test]
fn the_newest_is_shown_until_it_is_dismissed_and_then_the_one_before() {
    let mut page = at_general();
    assert_eq!(page.announcement(), None);
    page.hear(&announcement(2, "second"), NOW);
    page.hear(&announcement(1, "first"), NOW);
    let told = "2026-11-21T03:36:00.002Z\n1795232220000\nann\n<p>second</p>\n<p>2</p>";
    assert_eq!(page.announcement(), Some(told));
    page.dismiss();
    assert_eq!(shown(&page), Some("<p>first</p>\n<p>2</p>"));
    page.hear(&announcement(2, "second"), NOW);
    assert_eq!(shown(&page), Some("<p>first</p>\n<p>2</p>"), "told again, it is not shown again");
    page.dismiss();
    page.dismiss();
    assert_eq!(page.announcement(), None);
}

#[test]
fn it_stays_over_a_reload_and_so_does_that_it_was_dismissed() {
    let (mut page, mut kept) = (at_general(), BTreeMap::new());
    page.hear(&announcement(1, "first"), NOW);
    page.hear(&announcement(2, "second"), NOW);
    keep(&mut page, &mut kept, NOW);
    let keys: Vec<_> = kept.keys().map(String::as_str).collect();
    assert_eq!(keys[0], "announcement/ann/a1/2026-11-21T03:36:00.001Z");
    page.dismiss();
    keep(&mut page, &mut kept, NOW);
    assert!(keys_of(&kept, "second").is_empty(), "its text is not kept: {kept:?}");

    let mut later = at_general();
    later.restore(kept.clone(), NOW);
    assert_eq!(shown(&later), Some("<p>first</p>\n<p>2</p>"));
    later.hear(&announcement(2, "second"), NOW);
    assert_eq!(shown(&later), Some("<p>first</p>\n<p>2</p>"));
    // Another person's, and what is none.
    let mut others = at_general();
    let foreign = kept.into_iter().map(|(key, value)| (key.replace("/ann/", "/bob/"), value));
    others.restore(foreign.chain([("announcement/ann/x".to_owned(), "x".to_owned())]), NOW);
    others.take_work(NOW);
    assert_eq!(others.announcement(), None);
}

fn keys_of<'a>(kept: &'a BTreeMap<String, String>, text: &str) -> Vec<&'a String> {
    kept.iter().filter(|(_, value)| value.contains(text)).map(|(key, _)| key).collect()
}

#[test]
fn it_goes_at_its_end_and_nothing_is_left_of_it() {
    let (mut page, mut kept) = (at_general(), BTreeMap::new());
    page.hear(&announcement(1, "first"), NOW);
    page.dismiss();
    page.hear(&announcement(2, "second"), NOW);
    assert_eq!(keep(&mut page, &mut kept, NOW + 59_000), Some(1_000), "it is looked at in time");
    assert_eq!((kept.len(), shown(&page)), (2, Some("<p>second</p>\n<p>2</p>")));
    keep(&mut page, &mut kept, NOW + 60_000);
    assert_eq!((kept.len(), shown(&page)), (0, None));
    // One that was kept by a page that closed before.
    let (mut page, mut kept) = (at_general(), BTreeMap::new());
    page.hear(&announcement(1, "first"), NOW);
    keep(&mut page, &mut kept, NOW);
    let mut later = at_general();
    later.restore(kept.clone(), NOW + 60_000);
    keep(&mut later, &mut kept, NOW + 60_000);
    assert_eq!((kept.len(), shown(&later)), (0, None));
}

#[test]
fn what_an_admin_ends_or_another_tab_dismisses_goes_here_too() {
    let (mut page, mut kept) = (at_general(), BTreeMap::new());
    page.hear(&announcement(1, "first"), NOW);
    page.hear(&announcement(1, ""), NOW);
    assert_eq!(page.announcement(), None);
    page.hear(&announcement(1, "first"), NOW);
    assert_eq!(page.announcement(), None, "nothing brings it back");

    let (mut one, mut other) = (at_general(), at_general());
    one.hear(&announcement(2, "second"), NOW);
    other.hear(&announcement(2, "second"), NOW);
    one.dismiss();
    keep(&mut one, &mut kept, NOW);
    for (key, value) in &kept {
        other.stored_elsewhere(key, Some(value), NOW);
    }
    assert_eq!(other.announcement(), None);
}
