use super::*;
use crate::data::Value;
use proptest::prelude::*;

fn table(rows: &[[f64; 4]]) -> Table {
    let column = |at: usize| Column::Real(rows.iter().map(|row| row[at]).collect());
    let names = ["a", "b", "c", "d"].into_iter().enumerate();
    Table::from_columns(names.map(|(at, name)| (name, column(at)))).unwrap()
}

fn recipe() -> GeoDistance {
    GeoDistance::between(["a", "b"], ["c", "d"])
}

fn distances(recipe: GeoDistance, rows: &[[f64; 4]]) -> Vec<f64> {
    let x = table(rows);
    let out = recipe.fit(&x, &()).unwrap().apply(&x).unwrap();
    out.column("geo_distance").unwrap().reals().unwrap().into_owned()
}

const ROWS: [[f64; 4]; 3] = [
    [40.7128, -74.006, 34.0522, -118.2437],
    [34.0522, -118.2437, 41.8781, -87.6298],
    [12.5, -33.25, 12.5, -33.25],
];

/// As Feature-engine 1.9.4 prints them.
const EXPECTED: [(DistanceMethod, DistanceUnit, [f64; 3]); 7] = [
    (
        DistanceMethod::Haversine,
        DistanceUnit::Kilometres,
        [3935.746254609723, 2803.9715069751924, 0.0],
    ),
    (DistanceMethod::Haversine, DistanceUnit::Miles, [2445.586606929677, 1742.3265424287226, 0.0]),
    (DistanceMethod::Haversine, DistanceUnit::Metres, [3935746.254609723, 2803971.506975192, 0.0]),
    (DistanceMethod::Haversine, DistanceUnit::Feet, [12912553.346607635, 9199381.597271007, 0.0]),
    (
        DistanceMethod::Euclidean,
        DistanceUnit::Kilometres,
        [4965.730734087548, 3507.4166063800326, 0.0],
    ),
    (DistanceMethod::Euclidean, DistanceUnit::Feet, [16291767.522790378, 11507272.346537674, 0.0]),
    (DistanceMethod::Manhattan, DistanceUnit::Miles, [3510.606983902057, 2651.30722125883, 0.0]),
];

#[test]
fn agrees_with_feature_engine() {
    for (method, unit, expected) in EXPECTED {
        let found = distances(recipe().method(method).unit(unit), &ROWS);
        for (found, expected) in found.iter().zip(expected) {
            let slack = 4.0 * f64::EPSILON * expected;
            assert!((found - expected).abs() <= slack, "{method:?} {unit:?}: {found}");
        }
    }
}

#[test]
fn the_other_side_of_the_earth_is_half_round() {
    let found = distances(recipe(), &[[0.0, 0.0, 0.0, 180.0], [90.0, 7.0, -90.0, 3.0]]);
    assert_eq!(found, [6371.0 * PI; 2]);
}

#[test]
fn coordinates_beyond_their_range_are_refused_unless_told_otherwise() -> Result<(), Error> {
    let x = table(&[[0.0; 4], [0.0, 0.0, 90.5, 0.0]]);
    let fitted = recipe().fit(&x.slice(0..1), &())?;
    assert_eq!(
        fitted.apply(&x).unwrap_err().to_string(),
        "stage `feature.geo_distance`, column `c`, row 1: expected a latitude from -90 to 90, \
         found 90.5"
    );
    let missing = table(&[[0.0, f64::NAN, 1.0, 1.0]]);
    assert_eq!(fitted.apply(&missing)?.value(0, "geo_distance"), Value::Missing);
    let lenient = recipe().check_ranges(false).name("far").drop_sources(true).fit(&x, &())?;
    let out = lenient.apply(&x)?;
    assert_eq!(out.width(), 1);
    assert!(!out.value(1, "far").is_missing());
    Ok(())
}

proptest! {
    /// Fitting refuses what applying refuses, in the same words.
    #[test]
    fn a_fit_refuses_as_applying_does(
        rows in prop::collection::vec([-95.0..95.0f64, -185.0..185.0, -95.0..95.0, -185.0..185.0], 0..12),
        gap in 0usize..48, check: bool,
    ) {
        let mut rows = rows;
        if let Some(cell) = rows.as_flattened_mut().get_mut(gap) {
            *cell = f64::NAN;
        }
        let x = table(&rows);
        let recipe = recipe().check_ranges(check);
        let applied = GeoMeasurer { recipe: recipe.clone() }.apply(&x).map_err(|error| error.to_string());
        let fitted = recipe.fit(&x, &()).map_err(|error| error.to_string());
        prop_assert_eq!(fitted.err(), applied.err());
    }
}
