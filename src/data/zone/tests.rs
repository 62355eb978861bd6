use super::*;
use proptest::prelude::*;

const FILES: [(&str, &[u8]); 6] = [
    ("madrid", include_bytes!("files/madrid.tzif")),
    ("lord_howe", include_bytes!("files/lord_howe.tzif")),
    ("dublin", include_bytes!("files/dublin.tzif")),
    ("troll", include_bytes!("files/troll.tzif")),
    ("nuuk", include_bytes!("files/nuuk.tzif")),
    // The same zone, its changes written out up to 2037.
    ("madrid", include_bytes!("files/madrid_long.tzif")),
];
const PYTHON: &str = include_str!("python.txt");

#[test]
fn agrees_with_python() {
    for (name, bytes) in FILES {
        let zone = TimeZone::from_tzif(name, bytes).unwrap();
        let mut rows = 0;
        for line in PYTHON.lines().filter(|line| line.starts_with(&format!("{name} "))) {
            let mut words = line.split(' ').skip(1).map(|word| word.parse::<i64>().unwrap());
            let (seconds, offset) = (words.next().unwrap(), words.next().unwrap());
            for micros in [0, 999_999] {
                let found = zone.offset_at(seconds * 1_000_000 + micros);
                assert_eq!(i64::from(found), offset, "{line}");
            }
            rows += 1;
        }
        assert!(rows >= 60, "{name}: {rows}");
    }
}

#[test]
fn long_and_short_files_of_a_zone_are_one_zone() {
    let zone = |at: usize| TimeZone::from_tzif("Europe/Madrid", FILES[at].1).unwrap();
    assert_eq!(zone(0), zone(5));
    assert_eq!(format!("{:?}", zone(0)), "TimeZone(Europe/Madrid, 288 changes)");
}

#[test]
fn fixed_offsets_have_names() {
    let name = |seconds| TimeZone::fixed(seconds).unwrap().to_string();
    assert_eq!(name(0), "+00:00");
    assert_eq!(name(-34_200), "-09:30");
    assert_eq!(name(1_172), "+00:19:32");
    assert_eq!(
        TimeZone::fixed(90_001).unwrap_err().to_string(),
        "an offset of 90001 s is not within 25 hours of UTC"
    );
    assert!(TimeZone::fixed(i32::MIN).is_err());
}

/// A file of one type, without changes, with this rule.
fn file(rule: &str) -> Vec<u8> {
    let header = |version: u8| {
        let mut bytes = b"TZif".to_vec();
        bytes.push(version);
        bytes.extend([0; 15]);
        for count in [0u32, 0, 0, 0, 1, 1] {
            bytes.extend(count.to_be_bytes());
        }
        bytes.extend([0; 7]);
        bytes
    };
    let mut bytes = [header(b'2'), header(b'2')].concat();
    bytes.extend(format!("\n{rule}\n").bytes());
    bytes
}

/// Rules of RFC 9636 and POSIX, their days looked up in a calendar.
#[test]
fn rules_of_every_form() {
    let offset = |rule: &str, at: &str| {
        let zone = TimeZone::from_tzif("", &file(rule)).unwrap();
        zone.offset_at(crate::data::time::parse(at).unwrap())
    };
    assert_eq!(offset("IST-5:30", "1950-01-01"), 19_800);
    assert_eq!(offset("<-03>3", "2500-01-01"), -10_800);
    // The second Sunday of March 2024 is the 10th; two o'clock is seven in UTC.
    let york = "EST5EDT,M3.2.0,M11.1.0";
    assert_eq!(offset(york, "2024-03-10T06:59:59"), -18_000);
    assert_eq!(offset(york, "2024-03-10T07:00"), -14_400);
    assert_eq!(offset(york, "2101-07-01"), -18_000);
    // Day 60 is 1 March whether or not the year has a 29 February; from 0, day 59 is 29 February.
    let days = "AAA0BBB,J60/0,J61/1";
    for (at, expected) in [("2024-02-29T23:59", 0), ("2024-03-01", 3600), ("2023-03-01", 3600)] {
        assert_eq!(offset(days, at), expected, "{at}");
    }
    assert_eq!(offset("AAA0BBB,59/0,60/1", "2024-02-29"), 3600);
    assert_eq!(offset("AAA0BBB,59/0,60/1", "2023-02-28T23:59"), 0);
    // Summer time all the year.
    let always = "XXX3EDT4,0/0,J365/23";
    for at in ["1999-12-31T23:59:59", "2000-01-01T04:30", "2024-06-01"] {
        assert_eq!(offset(always, at), -14_400, "{at}");
    }
    // Hours before midnight, and more than a day of them.
    assert_eq!(offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T00:59:59"), -7200);
    assert_eq!(offset("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2024-03-31T01:00"), -3600);
    assert_eq!(offset("<+00>0<+01>,M1.1.0/167,M7.1.0/0", "2024-01-13T22:59:59"), 0);
    assert_eq!(offset("<+00>0<+01>,M1.1.0/167,M7.1.0/0", "2024-01-13T23:00"), 3600);
}

#[test]
fn what_is_not_a_file_is_refused_by_name() {
    let message = |bytes: &[u8]| TimeZone::from_tzif("", bytes).unwrap_err().to_string();
    assert_eq!(message(b"TZ"), "not a time zone file: it ends too early");
    assert!(message(b"PK\x03\x04 and so on").contains("begin with `TZif`"));
    for rule in ["X5", "EST", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0", "EST5 ", "é"]
    {
        assert!(message(&file(rule)).contains("rule"), "{rule}");
    }
    let mut one = file("IST-5:30");
    one[4] = 0;
    assert!(message(&one).contains("version 1"));
    one[4] = b'9';
    assert!(message(&one).contains("no version"));
    let mut more = file("");
    more.push(0);
    assert!(message(&more).contains("end with a line"));
}

#[test]
fn spoilt_files_and_states_never_panic() {
    for (name, bytes) in FILES {
        for end in 0..bytes.len() {
            assert!(TimeZone::from_tzif(name, &bytes[..end]).is_err(), "{name} to {end}");
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut spoilt = bytes.to_vec();
                spoilt[at] = value;
                if let Ok(zone) = TimeZone::from_tzif(name, &spoilt) {
                    let _ = zone.offset_at(i64::MIN);
                    let _ = zone.offset_at(i64::MAX);
                }
            }
        }
    }
    for state in [
        r#"{"name":"","first":0,"changes":[1],"offsets":[]}"#,
        r#"{"name":"","first":0,"changes":[2,2],"offsets":[1,2]}"#,
        r#"{"name":"","first":999999,"changes":[],"offsets":[]}"#,
        r#"{"name":"","first":0,"changes":[1],"offsets":[-90001]}"#,
    ] {
        assert!(serde_json::from_str::<TimeZone>(state).is_err(), "{state}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(tail in prop::collection::vec(any::<u8>(), 0..200), rule in "[A-Z<>+0-9,./MJ:-]{0,40}") {
        let _ = TimeZone::from_tzif("", &tail);
        let _ = TimeZone::from_tzif("", &[b"TZif2".as_slice(), &tail].concat());
        let _ = TimeZone::from_tzif("", &file(&rule));
    }
}
