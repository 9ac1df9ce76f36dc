//! How far others have come in a room of people.

use app::event::{
    Ack, Command, ErrorReply, Event, Read, Receipt, ReceiptStatus, Received, RoomId, Seq,
};

use crate::support::{App, new_client_id};

fn receipt(room: RoomId, from: &str, seq: u64, status: ReceiptStatus) -> Receipt {
    Receipt { room, from: from.to_owned(), seq: Seq(seq), status }
}

fn is_receipt(event: &Event) -> bool {
    matches!(event, Event::Receipt(_))
}

#[tokio::test]
async fn delivered_follows_received_and_read_follows_read() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let mut phone = app.device_of(&ann).await;
    let room = ann.writes(&["bob"], "there?").await.room;
    bob.is_written_to().await;
    bob.receives(Seq(1)).await;
    let delivered = receipt(room, "bob", 1, ReceiptStatus::Delivered);
    assert_eq!(ann.sees::<Receipt>().await, delivered);
    assert_eq!(phone.sees::<Receipt>().await, delivered, "on every device");
    bob.reads(Seq(1)).await;
    assert_eq!(ann.sees::<Receipt>().await, receipt(room, "bob", 1, ReceiptStatus::Read));
    assert_eq!(bob.heard(is_receipt), None, "one's own marks are no news");
}

#[tokio::test]
async fn marks_only_go_forward_and_never_beyond_the_head() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let room = ann.writes(&["bob"], "one").await.room;
    ann.says("two").await;
    bob.is_written_to().await;
    bob.receives(Seq(99)).await;
    assert_eq!(ann.sees::<Receipt>().await, receipt(room, "bob", 2, ReceiptStatus::Delivered));
    for seq in [Seq(1), Seq(2), Seq::ZERO] {
        bob.receives(seq).await;
    }
    bob.reads(Seq(2)).await;
    assert_eq!(ann.sees::<Receipt>().await, receipt(room, "bob", 2, ReceiptStatus::Read));
    bob.reads(Seq(1)).await;
    ann.says("three").await;
    bob.reads(Seq(3)).await;
    assert_eq!(ann.sees::<Receipt>().await, receipt(room, "bob", 3, ReceiptStatus::Read));
    bob.receives(Seq(3)).await;
    let id = Some(new_client_id());
    bob.sends(&Command::Received(Received { room, seq: Seq(3), client_id: id.clone() })).await;
    let ack: Ack = bob.sees().await;
    assert_eq!(
        (ack.client_id, ack.dup, ack.delivery),
        (id, true, None),
        "what is read was received"
    );
    ann.has_not_heard("").await;
    assert_eq!(ann.heard(is_receipt), None);
}

#[tokio::test]
async fn who_comes_back_is_told_how_far_others_have_come() {
    let app = App::start().await;
    let (mut ann, mut bob) = (app.person("ann").await, app.person("bob").await);
    let mut cid = app.person("cid").await;
    let room = ann.writes(&["bob", "cid"], "one").await.room;
    ann.says("two").await;
    for person in [&mut bob, &mut cid] {
        person.is_written_to().await;
    }
    bob.receives(Seq(2)).await;
    bob.reads(Seq(1)).await;
    cid.reads(Seq(2)).await;
    for _ in 0..3 {
        ann.sees::<Receipt>().await;
    }
    let told = [
        receipt(room, "bob", 2, ReceiptStatus::Delivered),
        receipt(room, "bob", 1, ReceiptStatus::Read),
        receipt(room, "cid", 2, ReceiptStatus::Read),
    ];
    let mut again = app.device_of(&ann).await;
    again.room = Some(room);
    again.resumes(Seq(2)).await;
    for told in &told {
        assert_eq!(again.sees::<Receipt>().await, *told);
    }
    let mut other = app.device_of(&ann).await;
    other.opens("@bob,cid").await;
    for told in &told {
        assert_eq!(other.sees::<Receipt>().await, *told);
    }
    let html = app.get("/d/bob,cid").header("cookie", format!("banter={}", ann.token));
    let html = html.send().await.unwrap().text().await.unwrap();
    let (_, first) = html.split_once("\"receipts\":").unwrap();
    let expected = serde_json::to_string(&told).unwrap();
    assert!(first.starts_with(&expected), "the first page knows them: {first:.300}");
}

#[tokio::test]
async fn rooms_have_no_receipts() {
    let app = App::start().await;
    let (mut ann, mut bob) = app.two_in("lobby").await;
    let (room, said) = (ann.room.unwrap(), ann.says("to all").await.seq);
    bob.receives(said).await;
    bob.reads(said).await;
    bob.sends(&Command::Received(Received { room: RoomId(77), seq: said, client_id: None })).await;
    bob.sees::<ErrorReply>().await;
    let id = Some(new_client_id());
    bob.sends(&Command::Read(Read { room, seq: said, client_id: id })).await;
    assert_eq!(bob.sees::<Ack>().await.delivery, None);
    ann.has_not_heard("").await;
    assert_eq!(ann.heard(is_receipt), None);
}
