//! Whatever two devices of one person do, each ends with the server's own count of what is unread.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::device::Device;
use super::model::Server;
use crate::event::{RoomId, Seq};

/// What can happen; where a device is meant, the first number says which.
#[derive(Debug, Clone)]
enum Step {
    Say(usize),
    Show(usize, bool),
    Look(usize, bool, bool),
    OthersSay(bool, bool),
    OthersEdit(usize, bool),
    OthersDelete(usize),
    Send(usize, usize),
    Hear(usize, usize),
    Lose(usize, usize),
    Fetch(usize, bool),
    Cut(usize),
    Connect(usize),
    Reload(usize),
    Heartbeat(usize),
    Trouble(u32),
    Deaf(bool),
    Wait(usize, u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (device, yes) = (|| 0_usize..2, any::<bool>);
    let which = any::<usize>;
    let person = prop_oneof![
        1 => device().prop_map(Step::Say),
        2 => (device(), yes()).prop_map(|(device, tea)| Step::Show(device, tea)),
        3 => (device(), yes(), yes()).prop_map(|(device, at, end)| Step::Look(device, at, end)),
    ];
    let others = prop_oneof![
        4 => (yes(), yes()).prop_map(|(tea, names)| Step::OthersSay(tea, names)),
        2 => (which(), yes()).prop_map(|(which, names)| Step::OthersEdit(which, names)),
        2 => which().prop_map(Step::OthersDelete),
    ];
    let wire = prop_oneof![
        6 => (device(), 1_usize..5).prop_map(|(device, count)| Step::Send(device, count)),
        8 => (device(), 1_usize..12).prop_map(|(device, count)| Step::Hear(device, count)),
        1 => (device(), which()).prop_map(|(device, which)| Step::Lose(device, which)),
        3 => (device(), yes()).prop_map(|(device, comes)| Step::Fetch(device, comes)),
        1 => device().prop_map(Step::Cut),
        4 => device().prop_map(Step::Connect),
        1 => device().prop_map(Step::Reload),
        1 => device().prop_map(Step::Heartbeat),
        1 => (1_u32..4).prop_map(Step::Trouble),
        1 => yes().prop_map(Step::Deaf),
        3 => (device(), 1_u64..4_000).prop_map(|(device, ms)| Step::Wait(device, ms)),
    ];
    vec(prop_oneof![1 => person, 2 => others, 4 => wire], 0..150)
}

fn others(server: &mut Server, which: usize, deed: impl FnOnce(&mut Server, RoomId, Seq)) {
    let room = RoomId(1 + which as u64 % 2);
    let messages = server.rooms[&room].messages();
    if !messages.is_empty() {
        deed(server, room, messages[which / 2 % messages.len()]);
    }
}

fn text(names: bool, number: usize) -> String {
    if names { format!("@ann {number}") } else { format!("all {number}") }
}

fn takes(server: &mut Server, devices: &mut [Device; 2], step: &Step) {
    match *step {
        Step::Say(device) => {
            let moment = devices[device].moment();
            devices[device].page.say("mine", moment).unwrap();
        }
        Step::Show(device, tea) => devices[device].page.show(if tea { "tea" } else { "general" }),
        Step::Look(device, is_watched, at_end) => {
            devices[device].page.watched(is_watched);
            let room = devices[device].page.room().expect("a room is shown").room;
            devices[device].page.look(room, at_end, None);
        }
        Step::OthersSay(tea, names) => {
            let room = RoomId(1 + u64::from(tea));
            server.happens(room, |room| room.says("bob", &text(names, 0), None));
        }
        Step::OthersEdit(which, names) => others(server, which, |server, room, of| {
            if server.rooms[&room].message(of, of).is_some_and(|message| message.from == "bob") {
                server.happens(room, |room| room.edits(of, &text(names, which), None));
            }
        }),
        Step::OthersDelete(which) => others(server, which, |server, room, of| {
            server.happens(room, |room| room.deletes("bob", of, None));
        }),
        Step::Send(device, count) => devices[device].send(server, count),
        Step::Hear(device, count) => devices[device].hear(server, count),
        Step::Lose(device, which) => devices[device].lose(server, which),
        Step::Fetch(device, comes) => devices[device].fetch(server, comes),
        Step::Cut(device) => devices[device].cut(server),
        Step::Connect(device) => devices[device].connect(server),
        Step::Reload(device) => devices[device].reload(server),
        Step::Heartbeat(device) => devices[device].heartbeat(server),
        Step::Trouble(count) => server.troubles = count,
        Step::Deaf(deaf) => server.is_deaf = deaf,
        Step::Wait(device, ms) => devices[device].now += ms,
    }
    devices.iter_mut().for_each(Device::work);
}

proptest! {
    #[test]
    fn each_device_ends_with_the_servers_count(steps in steps()) {
        let mut server = Server::new();
        let mut devices = [Device::new(&server), Device::new(&server)];
        for step in &steps {
            let before: Vec<_> = devices.each_ref().map(|device| device.page.rooms()).concat();
            takes(&mut server, &mut devices, step);
            let after: Vec<_> = devices.each_ref().map(|device| device.page.rooms()).concat();
            for (before, after) in before.iter().zip(&after) {
                prop_assert!(before.read <= after.read, "a marker never goes back");
            }
        }
        let [one, other] = &mut devices;
        Device::settle(&mut [one, other], &mut server);
        for device in &devices {
            for room in device.page.rooms() {
                let counted = server.summary("ann", room.room);
                prop_assert_eq!(
                    (room.read, room.unread, room.mentions),
                    (counted.read, counted.unread, counted.mentions),
                    "{}", room.name
                );
            }
        }
    }
}
