//! The transformations of many values, with their logarithms and powers taken side by side.

use super::Method;
use crate::exact::slices;

/// Values that are worked on at once.
const PART: usize = 256;

/// What becomes of a logarithm on one side of 0.
#[derive(Clone, Copy)]
struct Side {
    exponent: f64,
    sign: f64,
    /// Whether the power is so near 0 that the logarithm takes its place.
    is_flat: bool,
}

impl Method {
    /// [`transform`](Self::transform) of each value, in place.
    pub(super) fn transform_all(self, values: &mut [f64], lambda: f64) {
        let rest = 2.0 - lambda;
        let flat = match self {
            Method::BoxCox => lambda.abs() < 1e-19,
            Method::YeoJohnson => lambda.abs() < f64::EPSILON,
        };
        let above = Side { exponent: lambda, sign: 1.0, is_flat: flat };
        let below = Side { exponent: rest, sign: -1.0, is_flat: rest.abs() <= f64::EPSILON };
        // Box and Cox's takes another way around overflow.
        let is_odd = |_: f64, power: f64| self == Method::BoxCox && !flat && power >= 709.78;
        let one = |x: f64| self.transform(x, lambda);
        self.powers(values, [above, below], 0.0, is_odd, one);
    }

    /// [`over`](Self::over) of each value, in place.
    pub(super) fn over_all(self, values: &mut [f64], lambda: f64, reference: f64) {
        let (from, _, sign_from) = self.parts(reference, lambda);
        if from == 0.0 {
            return self.transform_all(values, lambda);
        }
        let side = |exponent: f64, sign: f64| {
            let is_flat = exponent.abs() < f64::EPSILON;
            Side { exponent, sign, is_flat }
        };
        let sides = [side(lambda, 1.0), side(2.0 - lambda, -1.0)];
        // The other side of 0 has no power of the reference to be taken over.
        let is_odd = |x: f64, _: f64| {
            self == Method::YeoJohnson && (x < 0.0) != (sign_from < 0.0) && !x.is_nan()
        };
        self.powers(values, sides, from, is_odd, |x| self.over(x, lambda, reference));
    }

    /// sign · (e^(exponent · (logarithm − from)) − 1) / exponent of each value, or, where it is odd by itself or by
    /// its power, what is made of it alone.
    fn powers(
        self,
        values: &mut [f64],
        [above, below]: [Side; 2],
        from: f64,
        is_odd: impl Fn(f64, f64) -> bool,
        one: impl Fn(f64) -> f64,
    ) {
        let side = |x: f64| if x < 0.0 { below } else { above };
        for values in values.chunks_mut(PART) {
            let (mut logarithms, mut powers) = ([0.0; PART], [0.0; PART]);
            let logarithms = &mut logarithms[..values.len()];
            let powers = &mut powers[..values.len()];
            match self {
                Method::BoxCox => {
                    logarithms.copy_from_slice(values);
                    slices::ln(logarithms);
                }
                Method::YeoJohnson => {
                    logarithms.iter_mut().zip(&*values).for_each(|(l, x)| *l = x.abs());
                    slices::ln_1p(logarithms);
                }
            }
            let mut any_odd = false;
            for ((power, l), x) in powers.iter_mut().zip(&mut *logarithms).zip(&*values) {
                *l -= from;
                *power = side(*x).exponent * *l;
                any_odd |= is_odd(*x, *power);
            }
            let odd: Vec<(usize, f64)> = match any_odd {
                true => {
                    let each = powers.iter().zip(&*values).enumerate();
                    each.filter(|(_, (power, x))| is_odd(**x, **power))
                        .map(|(at, (_, x))| (at, one(*x)))
                        .collect()
                }
                false => Vec::new(),
            };
            slices::exp_m1(powers);
            for ((x, power), l) in values.iter_mut().zip(&*powers).zip(&*logarithms) {
                let Side { exponent, sign, is_flat } = side(*x);
                let (size, divisor) = if is_flat { (*l, 1.0) } else { (*power, exponent) };
                *x = sign * size / divisor;
            }
            for (at, made) in odd {
                values[at] = made;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::canonical;
    use proptest::prelude::*;

    fn lambda() -> impl Strategy<Value = f64> {
        prop_oneof![
            -3.0..5.0f64,
            Just(0.0),
            Just(2.0),
            Just(1.0),
            Just(f64::EPSILON),
            Just(2.0 + f64::EPSILON * 2.0),
            Just(1e-20),
            -40.0..40.0f64,
        ]
    }

    fn value() -> impl Strategy<Value = f64> {
        let edges = [0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MAX, 1e-300];
        prop_oneof![-3.0..3.0f64, any::<f64>(), -1e9..1e9f64, prop::sample::select(edges.to_vec())]
    }

    proptest! {
        #[test]
        fn bits_are_those_of_one_by_one(
            values in prop::collection::vec(value(), 0..300), lambda in lambda(), reference in value(),
        ) {
            for method in [Method::YeoJohnson, Method::BoxCox] {
                let fits = |x: &f64| method == Method::YeoJohnson || *x > 0.0;
                let values: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan() && fits(x)).collect();
                let bits = |x: f64| canonical(x).to_bits();
                let mut made = values.clone();
                method.transform_all(&mut made, lambda);
                for (x, made) in values.iter().zip(&made) {
                    prop_assert_eq!(bits(*made), bits(method.transform(*x, lambda)), "{} {}", x, lambda);
                }
                if reference.is_finite() && fits(&reference) {
                    let mut made = values.clone();
                    method.over_all(&mut made, lambda, reference);
                    for (x, made) in values.iter().zip(&made) {
                        let one = method.over(*x, lambda, reference);
                        prop_assert_eq!(bits(*made), bits(one), "{} {} {}", x, lambda, reference);
                    }
                }
            }
        }
    }
}
