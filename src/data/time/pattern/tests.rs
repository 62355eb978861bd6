use super::*;
use crate::data::time;
use proptest::prelude::*;

/// Read with Python 3.11's `datetime.strptime`, and written in ISO form.
#[test]
fn agrees_with_strptime() {
    for (pattern, text, iso) in [
        ("%d/%m/%Y", "01/02/2024", "2024-02-01"),
        ("%d/%m/%Y", "1/2/2024", "2024-02-01"),
        ("%m-%d-%y %H:%M", "12-31-68 23:59", "2068-12-31T23:59"),
        ("%y%m%d", "690101", "1969-01-01"),
        ("%Y%m%dT%H%M%S", "20240229T123015", "2024-02-29T12:30:15"),
        ("%d %B %Y", "29  february 2024", "2024-02-29"),
        ("%a, %d %b %Y %T %z", "Thu, 29 Feb 2024 12:30:15 -0500", "2024-02-29T12:30:15-05:00"),
        ("%I:%M %p on %F", "12:05 AM on 2024-03-01", "2024-03-01T00:05"),
        ("%I:%M %p on %F", "12:05 pm on 2024-03-01", "2024-03-01T12:05"),
        ("%Y-%j", "2024-366", "2024-12-31"),
        ("%S.%f", "7.25", "1900-01-01T00:00:07.25"),
        ("100%% %Y", "100% 1999", "1999-01-01"),
        ("%A %D", "Friday 03/01/24", "2024-03-01"),
    ] {
        let found = TimePattern::new(pattern).unwrap().parse(text);
        assert_eq!(found, time::parse(iso), "{pattern} {text}");
    }
}

#[test]
fn refuses_by_kind() {
    for pattern in ["", "x", "%", "%Q", "%Y %", "%c"] {
        assert_eq!(TimePattern::new(pattern), Err(TimeError::Pattern), "{pattern}");
    }
    for (pattern, text, error) in [
        ("%d/%m/%Y", "2024-02-01", TimeError::Syntax),
        ("%d/%m/%Y", "31/02/2024", TimeError::Range),
        ("%d/%m/%Y", "1/13/2024", TimeError::Range),
        ("%d/%m/%Y", "1/1/24", TimeError::Syntax),
        ("%Y-%j", "2023-366", TimeError::Range),
        ("%H:%M", "24:00", TimeError::Range),
        ("%I", "0", TimeError::Range),
        ("%b", "Mrz", TimeError::Syntax),
        ("%Y%z", "2024+24", TimeError::Range),
    ] {
        assert_eq!(TimePattern::new(pattern).unwrap().parse(text), Err(error), "{pattern} {text}");
    }
}

proptest! {
    #[test]
    fn no_pattern_and_no_text_panics(pattern in "(%[a-zA-Z%]|[ :/é-]){0,6}", text in "\\PC{0,20}") {
        if let Ok(pattern) = TimePattern::new(pattern) {
            let _ = pattern.parse(&text);
        }
    }
}
