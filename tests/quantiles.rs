//! Quantiles, medians and median absolute deviations, bit for bit against NumPy's.

use steadfast::exact::{Quantile, median, median_absolute_deviation, quantile};

fn number(hex: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(hex, 16).expect("the table holds hexadecimal bits"))
}

#[test]
fn numpy_gives_the_same_bits() {
    let table = include_str!("oracle/quantiles.txt");
    let samples: Vec<Vec<f64>> = table
        .lines()
        .filter_map(|line| line.strip_prefix("sample "))
        .map(|line| line.split(' ').map(number).collect())
        .collect();
    let mut compared = 0;
    for line in table.lines().filter(|line| !line.starts_with(['#', 's'])) {
        let fields: Vec<&str> = line.split(' ').collect();
        let [method, q, expected, sample] = fields[..] else { panic!("malformed line: {line}") };
        let (q, values) = (number(q), &samples[sample.parse::<usize>().unwrap()]);
        let by = |method| quantile(values, q, method);
        let found = match method {
            "linear" => by(Quantile::Linear),
            "lower" => by(Quantile::Lower),
            "higher" => by(Quantile::Higher),
            "midpoint" => by(Quantile::Midpoint),
            "inverted_cdf" => by(Quantile::InvertedCdf),
            "averaged_inverted_cdf" => by(Quantile::AveragedInvertedCdf),
            "nearest" => by(Quantile::Nearest),
            "closest_observation" => by(Quantile::ClosestObservation),
            "interpolated_inverted_cdf" => by(Quantile::InterpolatedInvertedCdf),
            "hazen" => by(Quantile::Hazen),
            "weibull" => by(Quantile::Weibull),
            "median_unbiased" => by(Quantile::MedianUnbiased),
            "normal_unbiased" => by(Quantile::NormalUnbiased),
            "median" => median(values),
            "mad" => median_absolute_deviation(values),
            other => panic!("unknown method {other}"),
        };
        assert_eq!(
            found.map(f64::to_bits),
            Some(number(expected).to_bits()),
            "{line} of {values:?}"
        );
        compared += 1;
    }
    assert_eq!(compared, samples.len() * (13 * 21 + 2));
}
