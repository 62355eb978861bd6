//! Exact sums against integers of any size, and their independence of order and partition.

use num_bigint::{BigInt, BigUint, Sign};
use proptest::prelude::*;
use steadfast::exact::{
    ExactComoments, ExactDot, ExactMoments, ExactSum, Random, exact_sum, weighted_mean,
};

/// A finite double in units of 2^-1074.
fn units(x: f64) -> BigInt {
    let bits = x.to_bits();
    let (field, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    let significand = if field == 0 { fraction } else { fraction | 1 << 52 };
    let magnitude = BigUint::from(significand) << field.saturating_sub(1);
    BigInt::from_biguint(if x < 0.0 { Sign::Minus } else { Sign::Plus }, magnitude)
}

/// `numerator·2^exponent / denominator` to nearest, ties to even, by comparing with the exact
/// neighbours: finds the largest double not above the size by bisection over the bit patterns.
fn nearest(numerator: &BigInt, denominator: &BigInt, exponent: i32) -> f64 {
    let (sign, mut size) = (numerator.sign() == Sign::Minus, numerator.magnitude().clone());
    // Compare x·denominator with size·2^exponent, both in units of 2^-4296.
    let scale = u32::try_from(exponent + 4296).expect("exponents here are above -4296");
    size <<= scale;
    let of_bits = |bits: u64| {
        // The successor of the largest finite double stands for 2^1024.
        let x = if bits == f64::INFINITY.to_bits() {
            BigUint::from(1u32) << (1024 + 1074)
        } else {
            units(f64::from_bits(bits)).magnitude().clone()
        };
        (x << (4296 - 1074)) * denominator.magnitude()
    };
    let (mut low, mut high) = (0u64, f64::INFINITY.to_bits());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if of_bits(middle) <= size { low = middle } else { high = middle }
    }
    let bits = match (&size + &size).cmp(&(of_bits(low) + of_bits(high))) {
        std::cmp::Ordering::Less => low,
        std::cmp::Ordering::Greater => high,
        std::cmp::Ordering::Equal => low + (low & 1),
    };
    let x = f64::from_bits(bits);
    if sign && x != 0.0 { -x } else { x }
}

fn total(terms: impl IntoIterator<Item = BigInt>) -> BigInt {
    terms.into_iter().fold(BigInt::ZERO, |total, term| total + term)
}

/// Finite values of every exponent, and clusters that cancel and tie.
fn value() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |x| x.is_finite()),
        (-8i32..8).prop_map(|n| f64::from(n) * f64::EPSILON / 4.0),
        (-3i32..3).prop_map(f64::from),
        (1u64..20, any::<bool>()).prop_map(|(n, negative)| {
            let x = f64::from_bits(n);
            if negative { -x } else { x }
        }),
        Just(f64::MAX),
        Just(-f64::MAX),
    ]
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(value(), 0..40)
}

proptest! {
    #[test]
    fn sums_and_means_are_correctly_rounded(values in values()) {
        let mut sum = ExactSum::new();
        sum.add_slice(&values);
        let exact = total(values.iter().map(|&x| units(x)));
        prop_assert_eq!(sum.sum().to_bits(), nearest(&exact, &BigInt::from(1), -1074).to_bits());
        let mean = (!values.is_empty()).then(|| nearest(&exact, &BigInt::from(values.len()), -1074).to_bits());
        prop_assert_eq!(sum.mean().map(f64::to_bits), mean);
    }

    #[test]
    fn products_and_second_moments_are_correctly_rounded(
        pairs in prop::collection::vec((value(), value()), 1..20), ddof in 0u64..3,
    ) {
        let (mut dot, mut comoments) = (ExactDot::new(), ExactComoments::new());
        for &(x, y) in &pairs {
            dot.add(x, y);
            comoments.add(x, y);
        }
        let n = BigInt::from(pairs.len());
        let xs = || pairs.iter().map(|&(x, _)| units(x));
        let ys = || pairs.iter().map(|&(_, y)| units(y));
        let xy = total(xs().zip(ys()).map(|(x, y)| x * y));
        let xx = total(xs().map(|x| &x * &x));
        prop_assert_eq!(dot.sum().to_bits(), nearest(&xy, &BigInt::from(1), -2148).to_bits());
        prop_assert_eq!(comoments.x().sum_of_squares().to_bits(), nearest(&xx, &BigInt::from(1), -2148).to_bits());
        let freedom = pairs.len() as i64 - ddof as i64;
        let divided = |spread: BigInt| {
            (freedom > 0).then(|| nearest(&spread, &(&n * BigInt::from(freedom)), -2148).to_bits())
        };
        let covariance = divided(&n * &xy - total(xs()) * total(ys()));
        let variance = divided(&n * &xx - total(xs()) * total(xs()));
        prop_assert_eq!(comoments.covariance(ddof).map(f64::to_bits), covariance);
        prop_assert_eq!(comoments.x().variance(ddof).map(f64::to_bits), variance);
        if let Some(r) = comoments.pearson() {
            prop_assert!((-1.0..=1.0).contains(&r));
        }
        let (values, weights): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let weight = total(ys());
        let weighted = (weight != BigInt::ZERO).then(|| {
            let sign = if weight.sign() == Sign::Minus { -1 } else { 1 };
            nearest(&(xy * sign), &weight, -1074).to_bits()
        });
        prop_assert_eq!(weighted_mean(&values, &weights).map(f64::to_bits), weighted);
    }

    #[test]
    fn order_and_partition_leave_no_trace(
        mut values in prop::collection::vec(prop_oneof![8 => value(), 1 => any::<f64>()], 0..60),
        cuts in prop::collection::vec(0usize..60, 0..5), seed: u64,
    ) {
        let mut whole = ExactMoments::new();
        whole.add_slice(&values);
        Random::new(seed, 0, 0).shuffle(&mut values);
        let mut parts = ExactMoments::new();
        let mut rest = values.as_slice();
        for cut in cuts {
            let (head, tail) = rest.split_at(cut.min(rest.len()));
            let mut part = ExactMoments::new();
            part.add_slice(head);
            part.merge(&parts);
            parts = part;
            rest = tail;
        }
        rest.iter().for_each(|&x| parts.add(x));
        prop_assert_eq!(&parts, &whole);
        prop_assert_eq!(parts.sum().to_bits(), whole.sum().to_bits());
        prop_assert_eq!(parts.variance(1).map(f64::to_bits), whole.variance(1).map(f64::to_bits));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Long slices take the bucket path; many values of one exponent empty buckets on the way.
    #[test]
    fn long_slices_match_single_additions(seed: u64, length in 4000usize..9000, kind in 0u8..3) {
        let mut random = Random::new(seed, 1, 0);
        let values: Vec<f64> = (0..length).map(|i| match kind {
            0 => f64::from_bits(random.next_u64()),
            1 => 1.0 + random.uniform(),
            _ => f64::from_bits(random.below(1 << 52)) * if i % 3 == 0 { -1.0 } else { 1.0 },
        }).collect();
        let (mut fast, mut slow) = (ExactSum::new(), ExactSum::new());
        fast.add_slice(&values);
        slow.extend(values.iter().copied());
        prop_assert_eq!(&fast, &slow);
        prop_assert_eq!(fast.count(), length as u64);
        if kind > 0 {
            let exact = total(values.iter().map(|&x| units(x)));
            prop_assert_eq!(exact_sum(&values).to_bits(), nearest(&exact, &BigInt::from(1), -1074).to_bits());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The same for products, of any bits (infinite and missing ones among them), of one exponent, of
    /// subnormals and of small whole numbers with both zeros.
    #[test]
    fn long_slices_of_products_match_single_additions(seed: u64, length in 600usize..3000, kind in 0u8..4) {
        let mut random = Random::new(seed, 2, 0);
        let mut draw = || match kind {
            0 => f64::from_bits(random.next_u64()),
            1 => 1.0 + random.uniform(),
            2 => f64::from_bits(random.below(1 << 54)) * if random.below(3) == 0 { -1.0 } else { 1.0 },
            _ => (random.uniform() * 7.0 - 3.0).trunc(),
        };
        let (x, y): (Vec<f64>, Vec<f64>) = (0..length).map(|_| (draw(), draw())).unzip();
        let (mut fast, mut slow) = (ExactDot::new(), ExactDot::new());
        fast.add_slices(&x, &y);
        let (mut squares, mut moments) = (ExactDot::new(), ExactMoments::new());
        squares.add_squares(&x);
        moments.add_slice(&x);
        let (mut single_squares, mut single_moments) = (ExactDot::new(), ExactMoments::new());
        let (mut comoments, mut single_comoments) = (ExactComoments::new(), ExactComoments::new());
        comoments.add_slices(&x, &y);
        for (&x, &y) in x.iter().zip(&y) {
            slow.add(x, y);
            single_squares.add(x, x);
            single_moments.add(x);
            single_comoments.add(x, y);
        }
        prop_assert_eq!(&fast, &slow);
        prop_assert_eq!(&squares, &single_squares);
        prop_assert_eq!(&moments, &single_moments);
        prop_assert_eq!(&comoments, &single_comoments);
        prop_assert_eq!(comoments.x(), &moments);
        if kind > 0 {
            let xy = total(x.iter().zip(&y).map(|(&x, &y)| units(x) * units(y)));
            let xx = total(x.iter().map(|&x| units(x) * units(x)));
            prop_assert_eq!(fast.sum().to_bits(), nearest(&xy, &BigInt::from(1), -2148).to_bits());
            prop_assert_eq!(squares.sum().to_bits(), nearest(&xx, &BigInt::from(1), -2148).to_bits());
        }
    }
}

/// More of the largest significands than a bucket takes before it is emptied, of either sign.
#[test]
fn full_buckets_are_carried_in_time() {
    let x = f64::from_bits(0x3fff_ffff_ffff_ffff);
    let values = vec![x; (1 << 20) + 3];
    let opposite = vec![-x; values.len()];
    let exact = units(x) * units(x) * BigInt::from(values.len());
    let (mut squares, mut products) = (ExactDot::new(), ExactDot::new());
    squares.add_squares(&values);
    products.add_slices(&values, &opposite);
    assert_eq!(squares.sum(), nearest(&exact, &BigInt::from(1), -2148));
    assert_eq!(products.sum(), -squares.sum());
    products.merge(&squares);
    assert_eq!(products, ExactDot::new());
}

/// The longer side of a pair of slices is cut, as in every dot product; a debug build stops instead.
#[test]
#[cfg(not(debug_assertions))]
fn the_shorter_side_decides_the_length() {
    let (long, short) = (vec![1.5; 3000], vec![2.0; 1000]);
    let mut dot = ExactDot::new();
    dot.add_slices(&long, &short);
    assert_eq!(dot.sum(), 3000.0);
    assert_eq!(steadfast::exact::covariance(&long, &short, 1), Some(0.0));
    assert_eq!(weighted_mean(&long, &short), Some(1.5));
}

#[test]
fn special_values_decide_the_sum_in_any_order() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let canonical = 0x7ff8_0000_0000_0000u64;
    let cases = [
        (vec![inf, 1.0], inf.to_bits()),
        (vec![-1.0, -inf, -inf], (-inf).to_bits()),
        (vec![inf, 0.0, -inf], canonical),
        (vec![-nan, inf], canonical),
        (vec![], 0),
        (vec![-0.0, -0.0], 0),
        (vec![f64::MAX, f64::MAX, -f64::MAX], f64::MAX.to_bits()),
        (vec![f64::MAX, f64::MAX], inf.to_bits()),
    ];
    for (mut values, expected) in cases {
        assert_eq!(exact_sum(&values).to_bits(), expected, "{values:?}");
        values.reverse();
        assert_eq!(exact_sum(&values).to_bits(), expected, "{values:?}");
        // The same through the bucket path.
        values.resize(5000, 0.0);
        assert_eq!(exact_sum(&values).to_bits(), expected);
        // And as products with ones.
        let mut dot = ExactDot::new();
        dot.add_slices(&values, &vec![1.0; values.len()]);
        assert_eq!(dot.sum().to_bits(), expected, "{values:?}");
    }
    let mut dot = ExactDot::new();
    dot.add(inf, 0.0);
    assert_eq!(dot.sum().to_bits(), canonical);
    let mut moments = ExactMoments::new();
    moments.add_slice(&[1.0, inf]);
    assert_eq!(moments.mean(), Some(inf));
    assert!(moments.variance(0).is_some_and(f64::is_nan));
}
