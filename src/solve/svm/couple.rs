//! Probabilities of many classes from those of pairs.

/// Probabilities nearer to 0 and 1 than this are moved there.
const LEAST: f64 = 1e-7;

/// The probabilities p that make Σ (rⱼᵢpᵢ − rᵢⱼpⱼ)² over the pairs least, Σ p being 1: `pairs` holds the probability
/// rᵢⱼ of i where it is i or j, for (0, 1), (0, 2), …, (1, 2), …, rⱼᵢ being the rest.
///
/// The minimum is where (Q + 1) u = 1, all of p being u over its sum: Q is the matrix of the squares, and any matrix
/// of one number may be added where the sum is fixed. It is solved by Cholesky's factors, as Q + 1 is positive
/// definite. `room` is memory from call to call.
///
/// # Source
/// Wu, Lin and Weng, "Probability estimates for multi-class classification by pairwise coupling" (2004), the second
/// approach, which LIBSVM comes near by iteration.
pub(crate) fn couple(pairs: &[f64], room: &mut Vec<f64>, out: &mut [f64]) {
    let count = out.len();
    room.clear();
    room.resize(count * count, 1.0);
    let mut pair = pairs.iter();
    for i in 0..count {
        for j in i + 1..count {
            let of_first = pair.next().copied().unwrap_or(0.5);
            let r = crate::exact::clamp(of_first, LEAST, 1.0 - LEAST);
            let s = 1.0 - r;
            room[i * count + i] += s * s;
            room[j * count + j] += r * r;
            room[j * count + i] -= s * r;
        }
    }
    // The lower factor in place, and forward substitution on the way.
    for i in 0..count {
        let (above, row) = room.split_at_mut(i * count);
        let mut solved = 1.0;
        for j in 0..i {
            let other = &above[j * count..];
            let mut rest = row[j];
            for k in 0..j {
                rest -= row[k] * other[k];
            }
            row[j] = rest / other[j];
            solved -= row[j] * out[j];
        }
        let mut pivot = row[i];
        for x in &row[..i] {
            pivot -= x * x;
        }
        row[i] = pivot.sqrt();
        out[i] = solved / row[i];
    }
    for i in (0..count).rev() {
        let mut rest = out[i];
        for k in i + 1..count {
            rest -= room[k * count + i] * out[k];
        }
        out[i] = rest / room[i * count + i];
    }
    let mut total = 0.0;
    for p in out.iter_mut() {
        // Rounding may leave less than nothing.
        *p = crate::exact::max(*p, 0.0);
        total += *p;
    }
    out.iter_mut().for_each(|p| *p /= total);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn coupled(pairs: &[f64], count: usize) -> Vec<f64> {
        let mut out = vec![0.0; count];
        couple(pairs, &mut vec![7.0; 3], &mut out);
        out
    }

    #[test]
    fn pairs_that_agree_give_back_what_they_are_of() {
        let found = coupled(&[0.75], 2);
        assert!((found[0] - 0.75).abs() <= 1e-15 && (found[1] - 0.25).abs() <= 1e-15);
        let p = [0.5, 0.2, 0.25, 0.05];
        let mut pairs = Vec::new();
        for i in 0..4 {
            pairs.extend((i + 1..4).map(|j| p[i] / (p[i] + p[j])));
        }
        for (found, expected) in coupled(&pairs, 4).iter().zip(p) {
            assert!((found - expected).abs() <= 1e-14);
        }
        // The first beats all, of whom nobody knows.
        let found = coupled(&[1.0, 1.0, 0.5], 3);
        assert!(found[0] > 0.999_999 && (found[1] - found[2]).abs() <= 1e-15, "{found:?}");
    }

    proptest! {
        /// Nowhere near the minimum is the sum of squares less.
        #[test]
        fn is_the_minimum(
            pairs in prop::collection::vec(0.01..0.99f64, 6), step in -1e-3..1e-3f64, at in 0usize..4,
        ) {
            let p = coupled(&pairs, 4);
            prop_assert!((crate::exact::sum(&p) - 1.0).abs() <= 1e-15);
            let loss = |p: &[f64]| {
                let mut pair = pairs.iter();
                let mut sum = 0.0;
                for i in 0..4 {
                    for j in i + 1..4 {
                        let r = *pair.next().unwrap();
                        let rest = (1.0 - r) * p[i] - r * p[j];
                        sum += rest * rest;
                    }
                }
                sum
            };
            let mut moved = p.clone();
            moved[at] += step;
            moved[(at + 1) % 4] -= step;
            prop_assert!(loss(&moved) >= loss(&p) - 1e-15);
        }
    }
}
