//! Probabilities of classes from those of every two of them, in single precision.

use super::dot;

/// The shares of the classes, from the share of each over each other, class after class (Wu, Lin and Weng, 2004), by the
/// steps of LIBSVM.
///
/// `square` is room for as many numbers as there are pairs and once more as many as there are classes.
pub(crate) fn couple(pairs: &[f32], square: &mut Vec<f32>, shares: &mut [f32]) {
    let classes = shares.len();
    square.clear();
    square.resize(classes * classes + classes, 0.0);
    let (q, products) = square.split_at_mut(classes * classes);
    shares.fill(1.0 / classes as f32);
    for t in 0..classes {
        for j in (0..classes).filter(|&j| j != t) {
            let (one, other) = (pairs[j * classes + t], pairs[t * classes + j]);
            q[t * classes + t] += one * one;
            q[t * classes + j] = -one * other;
        }
    }
    for _ in 0..100.max(classes) {
        for t in 0..classes {
            products[t] = dot(&q[t * classes..(t + 1) * classes], shares);
        }
        let mut all = dot(shares, products);
        let worst = products.iter().fold(0.0f32, |worst, product| {
            let off = (product - all).abs();
            if off > worst { off } else { worst }
        });
        if worst < 0.005 / classes as f32 {
            break;
        }
        for t in 0..classes {
            let step = (all - products[t]) / q[t * classes + t];
            shares[t] += step;
            all = (all + step * (step * q[t * classes + t] + 2.0 * products[t]))
                / (1.0 + step)
                / (1.0 + step);
            for j in 0..classes {
                products[j] = (products[j] + step * q[t * classes + j]) / (1.0 + step);
                shares[j] /= 1.0 + step;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the pairs agree with one another, the shares are those they come from.
    #[test]
    fn pairs_that_agree_give_their_shares_back() {
        let expected = [0.5f32, 0.25, 0.25];
        let mut pairs = [0.0; 9];
        for (i, a) in expected.iter().enumerate() {
            for (j, b) in expected.iter().enumerate().filter(|(j, _)| *j != i) {
                pairs[i * 3 + j] = a / (a + b);
            }
        }
        let mut shares = [0.0; 3];
        couple(&pairs, &mut Vec::new(), &mut shares);
        for (share, expected) in shares.iter().zip(expected) {
            assert!((share - expected).abs() < 0.005, "{shares:?}");
        }
    }
}
