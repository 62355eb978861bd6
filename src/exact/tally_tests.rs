use super::super::{median, median_absolute_deviation, most_frequent, quantile, sorted};
use super::*;
use proptest::prelude::*;

const METHODS: [Quantile; 6] = [
    Quantile::Linear,
    Quantile::Lower,
    Quantile::Higher,
    Quantile::Midpoint,
    Quantile::InvertedCdf,
    Quantile::AveragedInvertedCdf,
];

/// Values of any size, with many ties, both zeros, and some that a tally leaves out.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![
        4 => (-3i8..4).prop_map(f64::from),
        2 => any::<f64>(),
        1 => Just(-0.0),
        1 => prop_oneof![Just(f64::MAX), Just(-f64::MAX), Just(f64::INFINITY), Just(f64::NAN)],
    ];
    prop::collection::vec(value, 0..40)
}

fn bits(x: Option<f64>) -> Option<u64> {
    x.map(f64::to_bits)
}

proptest! {
    /// Everything a tally answers is what the values written out answer.
    #[test]
    fn answers_are_those_of_the_values(values in values(), q in 0.0..=1.0f64) {
        let finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        let (tally, sorted) = (Tally::of(&values), sorted(&finite));
        let mut written = Vec::new();
        for (x, count) in tally.iter() {
            written.extend(std::iter::repeat_n(x.to_bits(), count as usize));
        }
        prop_assert_eq!(&written, &sorted.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
        prop_assert!(tally.counts().iter().all(|&count| count > 0));
        prop_assert_eq!(tally.count(), finite.len() as u64);
        for method in METHODS {
            for q in [q, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5, f64::NAN] {
                prop_assert_eq!(bits(tally.quantile(q, method)), bits(quantile(&sorted, q, method)));
            }
        }
        prop_assert_eq!(bits(tally.median()), bits(median(&finite)));
        prop_assert_eq!(bits(tally.median_absolute_deviation()), bits(median_absolute_deviation(&finite)));
        prop_assert_eq!(bits(tally.most_frequent()), bits(most_frequent(&finite)));
        prop_assert_eq!(bits(tally.min()), bits(sorted.first().copied()));
        prop_assert_eq!(bits(tally.max()), bits(sorted.last().copied()));
    }

    #[test]
    fn order_and_partition_leave_no_trace(values in values(), cuts in prop::collection::vec(0usize..40, 0..4)) {
        let whole = Tally::of(&values);
        let reversed: Vec<f64> = values.iter().rev().copied().collect();
        prop_assert_eq!(&Tally::of(&reversed), &whole);
        let (mut parts, mut rest) = (Tally::new(), values.as_slice());
        for cut in cuts {
            let (head, tail) = rest.split_at(cut.min(rest.len()));
            let mut part = Tally::of(head);
            part.merge(&parts);
            parts = part;
            rest = tail;
        }
        parts.add_slice(rest);
        prop_assert_eq!(&parts, &whole);
    }
}

#[test]
fn zeros_are_two_values() {
    assert_ne!(Tally::of(&[-0.0]), Tally::of(&[0.0]));
    assert_eq!(Tally::of(&[0.0, -0.0, 0.0]).counts(), [1, 2]);
    assert_eq!(Tally::of(&[0.0, -0.0, 1.0, 1.0, 2.0]).most_frequent().map(f64::to_bits), Some(0));
}

#[test]
fn a_tally_of_nothing_answers_nothing() {
    for tally in [Tally::new(), Tally::of(&[f64::NAN, f64::INFINITY])] {
        assert_eq!((tally.count(), tally.is_empty()), (0, true));
        assert_eq!((tally.median(), tally.min(), tally.most_frequent()), (None, None, None));
        assert_eq!(tally.quantile(0.5, Quantile::Linear), None);
        assert_eq!(tally.median_absolute_deviation(), None);
    }
}

#[test]
fn tallies_survive_the_wire_and_bad_ones_are_refused() {
    let tally = Tally::of(&[2.5, 0.0, -0.0, 0.0, -7.0]);
    let text = serde_json::to_string(&tally).unwrap();
    assert_eq!(text, r#"{"values":[-7.0,-0.0,0.0,2.5],"counts":[1,1,2,1]}"#);
    let back: Tally = serde_json::from_str(&text).unwrap();
    assert_eq!(back, tally);
    assert!(back.values()[1].is_sign_negative() && back.values()[2].is_sign_positive());

    let refused = |values: &[f64], counts: &[u64]| {
        let state = TallyState { values: values.to_vec(), counts: counts.to_vec() };
        Tally::try_from(state).unwrap_err()
    };
    assert_eq!(refused(&[1.0], &[]), StateError::TallyLengths { values: 1, counts: 0 });
    assert_eq!(refused(&[1.0, 1.0], &[1, 1]), StateError::TallyValue { at: 1 });
    assert_eq!(refused(&[0.0, -0.0], &[1, 1]), StateError::TallyValue { at: 1 });
    for outside in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(refused(&[outside], &[1]), StateError::TallyValue { at: 0 });
    }
    assert_eq!(refused(&[1.0], &[0]), StateError::TallyCount { at: 0 });
    assert_eq!(refused(&[1.0, 2.0], &[u64::MAX, 1]), StateError::TallyCount { at: 1 });
    for text in [
        r#"{"values":[]}"#,
        r#"{"values":[],"counts":[],"ends":[]}"#,
        r#"{"values":[1.0],"counts":[-1]}"#,
    ] {
        assert!(serde_json::from_str::<Tally>(text).is_err(), "{text}");
    }
}

/// Counts as large as a stored tally may claim: no sum overflows, no rank is out of reach.
#[test]
fn the_largest_counts_are_answered() {
    let state = TallyState { values: vec![1.0, 3.0], counts: vec![u64::MAX - 1, 1] };
    let mut tally = Tally::try_from(state).unwrap();
    assert_eq!(tally.quantile(0.5, Quantile::Linear), Some(1.0));
    assert_eq!(tally.quantile(1.0, Quantile::Higher), Some(3.0));
    assert_eq!((tally.median(), tally.median_absolute_deviation()), (Some(1.0), Some(0.0)));
    let other = tally.clone();
    tally.merge(&other);
    assert_eq!(tally.count(), u64::MAX);
    assert_eq!(tally.median(), Some(1.0));
}
