//! Clusters, mixtures and support vectors.

use super::Visitor;
use super::data::{labels, matrix, numbers};
use steadfast::prelude::*;

pub(crate) fn kernel(visitor: &mut impl Visitor) -> Result<(), Error> {
    let x = matrix()?;
    let starts = x.take(&[1, 8, 15]);
    for recipe in [
        KMeans::new(3),
        KMeans::new(2).n_init(3).seed(9),
        KMeans::new(4).init_random().max_iterations(2),
        KMeans::new(3).init(&starts).tolerance(0.0),
    ] {
        visitor.run_partial(&recipe, &x, &());
        visitor.run_partial(&recipe, &x, &labels(3));
        visitor.run_partial(&recipe.clone().distances(), &x, &());
        visitor.run_partial(&recipe.distances(), &x, &numbers());
    }
    for kind in [
        CovarianceType::Full,
        CovarianceType::Tied,
        CovarianceType::Diagonal,
        CovarianceType::Spherical,
    ] {
        let recipe = GaussianMixture::new(2).covariance_type(kind).tolerance(0.01);
        visitor.run_partial(&recipe, &x, &());
        let recipe = recipe.n_init(2).seed(3).weights_init([0.25, 0.75]);
        visitor.run_partial(&recipe.means_init(&x.take(&[2, 20])).reg_covar(0.1), &x, &labels(2));
    }
    let kernels = [Kernel::Linear, Kernel::Polynomial, Kernel::Rbf, Kernel::Sigmoid];
    for kernel in kernels {
        for classes in [2, 3] {
            let recipe = SupportVectorClassifier::new().kernel(kernel).gamma(Gamma::Auto);
            visitor.run_partial(&recipe.coef0(0.5).degree(2), &x, &labels(classes));
        }
        let recipe = SupportVectorRegressor::new().kernel(kernel).epsilon(0.3);
        visitor.run_partial(&recipe.gamma(Gamma::Value(0.2)), &x, &numbers());
    }
    let recipe = SupportVectorClassifier::new().c(5.0).tolerance(1e-6).seed(4);
    visitor.run_partial(&recipe, &x, &labels(3));
    for classes in [2, 3] {
        visitor.run_partial(&recipe.clone().probability(false), &x, &labels(classes));
    }
    visitor.run_partial(&SupportVectorRegressor::new().c(0.1), &x, &numbers());
    Ok(())
}
