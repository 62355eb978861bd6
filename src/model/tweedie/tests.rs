use super::*;

fn table() -> Result<(Matrix, Vector), Error> {
    let row = |i: u32| [f64::from(i % 5), f64::from(i * i % 7) * 100.0];
    let x = Matrix::from_rows(["a", "b"], (0..20).map(row))?;
    Ok((x, Vector::new((0..20).map(|i| f64::from(i * 3 % 4)).collect())))
}

/// Without a penalty the weights of a group indicator give the means of the groups, whatever the power.
#[test]
fn groups_get_their_means() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [[0.0], [0.0], [1.0], [1.0], [1.0]])?;
    let y = Vector::new(vec![1.0, 2.0, 4.0, 5.0, 9.0]);
    for power in [-1.5, 0.0, 1.0, 1.5, 2.0, 3.0, 4.5] {
        for link in [Link::Identity, Link::Log] {
            let model = Tweedie::new(power).alpha(0.0).link(link).fit(&x, &y)?;
            let means = model.apply(&x)?;
            for (found, mean) in means.values().iter().zip([1.5, 1.5, 6.0, 6.0, 6.0]) {
                assert!((found - mean).abs() <= 1e-12 * mean, "{power} {link:?}: {found}");
            }
        }
    }
    Ok(())
}

#[test]
fn targets_out_of_range_are_named() -> Result<(), Error> {
    let (x, y) = table()?;
    let message = |recipe: Tweedie, y: &Vector| recipe.fit(&x, y).unwrap_err().to_string();
    assert_eq!(
        message(Tweedie::gamma(), &y),
        "stage `model.tweedie`, target: expected numbers above 0, for power 2, found 0 in row 0"
    );
    let below = Vector::new((0..20).map(|i| 1.0 - f64::from(i)).collect());
    assert_eq!(
        message(Tweedie::poisson(), &below),
        "stage `model.tweedie`, target: expected numbers from 0, for power 1, found -1 in row 2"
    );
    assert_eq!(
        message(Tweedie::poisson(), &Vector::new(vec![0.0; 20])),
        "stage `model.tweedie`, target: expected at least one number above 0, found none"
    );
    assert!(
        message(Tweedie::new(0.5), &y).contains("`power` must be finite and not between 0 and 1")
    );
    assert!(message(Tweedie::poisson().alpha(-1.0), &y).contains("`alpha` must be finite"));
    assert!(message(Tweedie::new(-1.0), &below).contains("no mean above 0 to start from"));
    Ok(())
}

#[test]
fn a_fit_that_is_stopped_is_an_error_unless_allowed() -> Result<(), Error> {
    let (x, y) = table()?;
    let recipe = Tweedie::poisson().alpha(0.1).max_iterations(1);
    let message = recipe.fit(&x, &y).unwrap_err().to_string();
    assert!(message.contains("did not converge"), "{message}");
    assert!(recipe.allow_unconverged(true).fit(&x, &y).is_ok());
    Ok(())
}

/// Rows that are all 0 on one side have no finite weight without a penalty: the fit goes as far as rounding shows.
#[test]
fn a_mean_of_nothing_is_nearly_that() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [[0.0], [0.0], [1.0], [1.0]])?;
    let y = Vector::new(vec![0.0, 0.0, 3.0, 5.0]);
    let means = Tweedie::poisson().alpha(0.0).fit(&x, &y)?.apply(&x)?;
    assert!(means.values()[0] < 1e-9 && (means.values()[3] - 4.0).abs() < 1e-9, "{means:?}");
    Ok(())
}

/// A column twice, and a constant one, change no prediction.
#[test]
fn columns_that_depend_on_one_another() -> Result<(), Error> {
    let (x, y) = table()?;
    let more = x.iter_rows().map(|row| [row[0], row[1], 3.0, row[0]]);
    let more = Matrix::from_rows(["a", "b", "c", "d"], more.collect::<Vec<_>>())?;
    let recipe = Tweedie::poisson().alpha(0.0);
    let (once, twice) = (recipe.fit(&x, &y)?.apply(&x)?, recipe.fit(&more, &y)?.apply(&more)?);
    for (a, b) in once.values().iter().zip(twice.values()) {
        assert!((a - b).abs() <= 1e-10, "{a} {b}");
    }
    Ok(())
}

#[test]
fn neither_order_nor_scale_of_the_data_is_anything() -> Result<(), Error> {
    let (x, y) = table()?;
    let turned: Vec<usize> = (0..20).map(|i| i * 7 % 20).collect();
    let scaled = x.iter_rows().map(|row| [row[0] * f64::from(1 << 20), row[1] / 1024.0]);
    let scaled = Matrix::from_rows(["a", "b"], scaled.collect::<Vec<_>>())?;
    for recipe in
        [Tweedie::poisson(), Tweedie::new(1.5).alpha(0.1), Tweedie::new(0.0).link(Link::Log)]
    {
        let model = recipe.fit(&x, &y)?;
        assert_eq!(model, recipe.fit(&x.take(&turned), &y.take(&turned))?);
        let free = recipe.alpha(0.0);
        let (one, other) = (free.fit(&x, &y)?, free.fit(&scaled, &y)?);
        assert_eq!(one.coefficients()[0] / f64::from(1 << 20), other.coefficients()[0]);
    }
    Ok(())
}
