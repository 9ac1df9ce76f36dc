//! `banter schedule …`: what the server says by itself, beside a running server too, which takes changes up
//! within two seconds. Writes schedules and nothing else.

use clap::{Arg, ArgGroup, ArgMatches, Command};

use super::connect::text::harmless_line;
use super::user::on_store;
use super::{must_be_there, on_data, say, settings, text};
use crate::clock;
use crate::schedule::{self, Typed, Wish};
use crate::store::{Rhythm, Schedule, ScheduleId, Schedules};

/// What it does, for who asks meanwhile.
const DOING: &str = "changing schedules";

pub(super) fn cli() -> Command {
    let option =
        |name: &'static str, value, help| Arg::new(name).long(name).value_name(value).help(help);
    let add = Command::new("add")
        .about("Say something in a room, again and again")
        .arg(option("room", "NAME", "The room").required(true))
        .arg(option("every", "TIME", "How often, as in 3s, 10m or 1h; 3s at least"))
        .arg(
            option(
                "cron",
                "EXPR",
                "When: minute, hour, day, month, weekday, as in \"0 9 * * 1-5\"; with --tz",
            )
            .requires("tz"),
        )
        .group(ArgGroup::new("rhythm").args(["every", "cron"]).required(true))
        .arg(option("tz", "ZONE", "On whose clock, as in Asia/Taipei [default with --every: UTC]"))
        .arg(
            option("message", "TEXT", "What; {{time}} and {{date}} become the time and the day")
                .required(true),
        );
    let id = Arg::new("id").value_name("ID").required(true).help("Its number, as list says it");
    on_data("schedule")
        .about("What the server says by itself; works beside a running server")
        .subcommand_required(true)
        .subcommand(add)
        .subcommand(
            Command::new("list")
                .about("Every schedule: number, room, when, next and last time, trouble, message"),
        )
        .subcommand(Command::new("remove").about("Say something no more").arg(id))
}

pub(super) fn run(matches: &ArgMatches) -> Result<(), String> {
    match matches.subcommand() {
        Some(("add", matches)) => add(matches),
        Some(("remove", matches)) => remove(matches),
        Some((_, matches)) => list(matches),
        None => Err("say what to do: schedule add, schedule list or schedule remove.".to_owned()),
    }
}

fn add(matches: &ArgMatches) -> Result<(), String> {
    let config = settings(matches)?;
    must_be_there(&config.data)?;
    let rhythm = match matches.get_one::<String>("cron") {
        Some(expression) => Typed::Cron(expression),
        None => Typed::Every(text(matches, "every")),
    };
    let zone = matches.get_one::<String>("tz").map_or("UTC", String::as_str);
    let (room, message) = (text(matches, "room"), text(matches, "message"));
    let wish = Wish { room, rhythm, zone, message };
    on_store(&config.data, DOING, async |store| {
        let id = schedule::add(&*store, &config, &wish).await.map_err(|error| error.to_string())?;
        say(&id.to_string())
    })
}

fn list(matches: &ArgMatches) -> Result<(), String> {
    let data = settings(matches)?.data;
    must_be_there(&data)?;
    on_store(&data, DOING, async |store| {
        for schedule in store.schedules().await.map_err(|error| error.to_string())? {
            say(&line(&schedule))?;
        }
        Ok(())
    })
}

fn remove(matches: &ArgMatches) -> Result<(), String> {
    let data = settings(matches)?.data;
    must_be_there(&data)?;
    let typed = text(matches, "id");
    let none = || format!("there is no schedule {typed}; banter schedule list has them all.");
    let id = ScheduleId(typed.parse().map_err(|_| none())?);
    on_store(&data, DOING, async |store| {
        match store.remove_schedule(id).await.map_err(|error| error.to_string())? {
            true => say(&format!("{id} is said no more.")),
            false => Err(none()),
        }
    })
}

fn line(schedule: &Schedule) -> String {
    let Schedule { id, room_name, rhythm, zone, body, next, last, failed, .. } = schedule;
    let when = match rhythm {
        Rhythm::Every(ms) => format!("every {} ({zone})", schedule::in_units(*ms)),
        Rhythm::Cron(expression) => format!("{expression} ({zone})"),
    };
    let at = |ms: &i64| if *ms == i64::MAX { "never".to_owned() } else { clock::timestamp(*ms).0 };
    let last = last.as_ref().map_or_else(|| "-".to_owned(), at);
    let trouble = if *failed { "refused" } else { "-" };
    // A line is a schedule, whatever it says.
    let body = harmless_line(body);
    format!("{id}\t{room_name}\t{when}\t{}\t{last}\t{trouble}\t{body}", at(next))
}
