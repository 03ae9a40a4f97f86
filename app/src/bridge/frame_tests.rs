use proptest::prelude::*;
use vault::api::{
    Alarm, Command, Event, Failure, FieldChange, Language, RecordId, Reply, Role, SyncState,
};

use super::{Message, NoFrame, Question, decode, encode};

fn id() -> RecordId {
    RecordId {
        statement: [7; 32],
        index: 3,
    }
}

/// One of each; the match in `every_command_is_here` fails to compile when a variant is missing.
fn commands() -> Vec<Command> {
    vec![
        Command::MakeWords(Language::Belarusian),
        Command::Found {
            link: "a".into(),
            organisation: "Рух".into(),
            region: "Мінск".into(),
            name: "Ніна".into(),
            words: "eight words".into(),
        },
        Command::SignIn {
            words: "восем слоў".into(),
            file: None,
        },
        Command::OpenInvitation { link: "b".into() },
        Command::Join {
            link: "c".into(),
            name: "d".into(),
            words: "e".into(),
        },
        Command::Invite {
            region: 1,
            role: Role::Collector,
            language: Language::Russian,
        },
        Command::Invitations { region: 2 },
        Command::Grant {
            invitation: 3,
            name: "f".into(),
            role: Role::Lead,
            was: Some([3; 32]),
        },
        Command::CancelInvitation { invitation: 4 },
        Command::People { region: 5 },
        Command::List {
            region: 6,
            query: "ціханоўская".into(),
            offset: 100,
            limit: 50,
        },
        Command::Contact {
            region: 7,
            id: id(),
        },
        Command::Save {
            region: 8,
            id: Some(id()),
            changes: vec![FieldChange {
                field: records::fields::FieldId(1),
                value: "g".into(),
                based_on: u64::MAX,
            }],
        },
        Command::SetDeleted {
            region: 9,
            id: id(),
            deleted: true,
        },
        Command::ReadFile {
            name: "h.csv".into(),
            bytes: vec![0, 255, 10],
        },
        Command::CheckImport {
            mapping: vec![None],
        },
        Command::RunImport {
            region: 10,
            mapping: vec![Some(records::fields::FieldId(1)), None],
        },
        Command::CancelImport,
        Command::Imports { region: 11 },
        Command::UndoImport {
            region: 12,
            id: [9; 16],
            undone: false,
        },
        Command::Remove {
            region: 13,
            member: [10; 32],
        },
        Command::Rotate { region: 14 },
        Command::CancelRotation,
        Command::HandIn {
            region: 15,
            changes: Vec::new(),
        },
        Command::HandedIn { region: 16 },
        Command::Admit {
            region: 17,
            accept: vec![[11; 32]],
            drop: vec![[12; 32]],
        },
        Command::CheckWords {
            words: "k".into(),
            file: Some(vec![1]),
        },
        Command::ChangeWords {
            old: "l".into(),
            old_file: None,
            new: "m".into(),
            new_file: Some(Vec::new()),
        },
        Command::MakeCards {
            needed: 2,
            count: 3,
            language: Language::English,
        },
        Command::CardsPrinted { card: "n".into() },
        Command::Recover {
            link: "o".into(),
            cards: vec!["p".into(), "q".into()],
            name: "r".into(),
            words: "s".into(),
            dismiss: true,
        },
        Command::SetCriteria {
            region: 18,
            name: Some("t".into()),
            criteria: Some(vec![2]),
        },
        Command::Criteria { region: 19 },
        Command::GivePacket {
            region: 20,
            member: [13; 32],
            contacts: vec![id()],
            title: "u".into(),
            last_day: 20_000,
        },
        Command::GivenPackets { region: 21 },
        Command::CutPacket {
            region: 22,
            id: [14; 32],
        },
        Command::Packets { region: 23 },
        Command::History {
            region: 24,
            id: id(),
        },
        Command::Revert { region: 25, seq: 3 },
        Command::RevertField {
            region: 26,
            id: id(),
            field: records::fields::FieldId(1),
            seq: 4,
        },
        Command::CreateRegion {
            above: 27,
            name: "v".into(),
            open: true,
        },
        Command::Resume { region: 28 },
        Command::HeadCode {
            region: 29,
            language: Language::Belarusian,
        },
        Command::CompareHead {
            region: 30,
            seq: 5,
            words: "w".into(),
        },
        Command::Standing {
            cards: vec!["x".into()],
        },
        Command::Move {
            region: 31,
            records: vec![id()],
            to: 32,
        },
        Command::CancelMove,
        Command::Erase {
            region: 33,
            ids: vec![id()],
        },
        Command::Kept,
        Command::KeepOffline { on: true },
    ]
}

fn place(command: &Command) -> usize {
    match command {
        Command::MakeWords(_) => 0,
        Command::Found { .. } => 1,
        Command::SignIn { .. } => 2,
        Command::OpenInvitation { .. } => 3,
        Command::Join { .. } => 4,
        Command::Invite { .. } => 5,
        Command::Invitations { .. } => 6,
        Command::Grant { .. } => 7,
        Command::CancelInvitation { .. } => 8,
        Command::People { .. } => 9,
        Command::List { .. } => 10,
        Command::Contact { .. } => 11,
        Command::Save { .. } => 12,
        Command::SetDeleted { .. } => 13,
        Command::ReadFile { .. } => 14,
        Command::CheckImport { .. } => 15,
        Command::RunImport { .. } => 16,
        Command::CancelImport => 17,
        Command::Imports { .. } => 18,
        Command::UndoImport { .. } => 19,
        Command::Remove { .. } => 20,
        Command::Rotate { .. } => 21,
        Command::CancelRotation => 22,
        Command::HandIn { .. } => 23,
        Command::HandedIn { .. } => 24,
        Command::Admit { .. } => 25,
        Command::CheckWords { .. } => 26,
        Command::ChangeWords { .. } => 27,
        Command::MakeCards { .. } => 28,
        Command::CardsPrinted { .. } => 29,
        Command::Recover { .. } => 30,
        Command::SetCriteria { .. } => 31,
        Command::Criteria { .. } => 32,
        Command::GivePacket { .. } => 33,
        Command::GivenPackets { .. } => 34,
        Command::CutPacket { .. } => 35,
        Command::Packets { .. } => 36,
        Command::History { .. } => 37,
        Command::Revert { .. } => 38,
        Command::RevertField { .. } => 39,
        Command::CreateRegion { .. } => 40,
        Command::Resume { .. } => 41,
        Command::HeadCode { .. } => 42,
        Command::CompareHead { .. } => 43,
        Command::Standing { .. } => 44,
        Command::Move { .. } => 45,
        Command::CancelMove => 46,
        Command::Erase { .. } => 47,
        Command::Kept => 48,
        Command::KeepOffline { .. } => 49,
    }
}

#[test]
fn every_command_crosses_unchanged() {
    for (expected, command) in commands().into_iter().enumerate() {
        assert_eq!(place(&command), expected);
        let bytes = encode(&Question(42, command)).unwrap();
        let Question(number, back) = decode(&bytes).unwrap();
        assert_eq!((number, place(&back)), (42, expected));
        // Commands can't be compared; their bytes can.
        assert_eq!(encode(&Question(42, back)).unwrap(), bytes);
    }
}

#[test]
fn answers_and_events_cross_unchanged() {
    for answer in [
        Ok(Reply::Done),
        Ok(Reply::Saved(id())),
        Err(Failure::Cancelled),
        Err(Failure::Clock { server_day: 20_000 }),
    ] {
        let bytes = encode(&Message::Answer(7, answer.clone())).unwrap();
        assert!(matches!(decode(&bytes), Ok(Message::Answer(7, back)) if back == answer));
    }
    for event in [
        Event::Sync(SyncState::default()),
        Event::Alarm(Alarm::HistoryBroken { region: 1 }),
    ] {
        let bytes = encode(&Message::Event(event.clone())).unwrap();
        assert!(matches!(decode(&bytes), Ok(Message::Event(back)) if back == event));
    }
}

#[test]
fn cut_and_lengthened_frames_are_refused() {
    for command in commands() {
        let bytes = encode(&Question(1, command)).unwrap();
        for end in 0..bytes.len() {
            assert!(decode::<Question>(&bytes[..end]).is_err());
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert!(matches!(decode::<Question>(&longer), Err(NoFrame)));
    }
}

#[test]
fn a_length_that_lies_takes_no_memory() {
    // ReadFile whose bytes claim to be 2^32 − 1 long.
    let frame = [1, 22, 0, 0xff, 0xff, 0xff, 0xff, 0x0f];
    assert!(matches!(decode::<Question>(&frame), Err(NoFrame)));
}

proptest! {
    #[test]
    fn garbage_is_refused_or_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode::<Question>(&bytes);
        let _ = decode::<Message>(&bytes);
    }
}
