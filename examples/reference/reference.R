# Writes reference.json, with which the tests of the examples compare what their estimators give:
#   Rscript reference.R > reference.json
# Needs base R alone. Robust standard errors are HC1 for the linear probability model, and the sandwich of
# White (1982) for the logistic model; average marginal effects have theirs by the delta method.

raw <- read.csv("../scaling-tasks/src/my_project/data/data.csv", na.strings = c("", "."))
penguins <- data.frame(
  species = raw$Species,
  male = as.numeric(raw$Sex == "MALE"),
  body_mass_kg = raw$Body.Mass..g. / 1000,
  bill_length_mm = raw$Beak.Length..mm.,
  bill_depth_mm = raw$Beak.Depth..mm.
)
penguins <- penguins[complete.cases(penguins), ]
formula <- male ~ body_mass_kg + bill_length_mm + bill_depth_mm

root <- function(v) sqrt(diag(v))

linear_probability <- function(sample) {
  fit <- lm(formula, sample)
  x <- model.matrix(fit)
  bread <- chol2inv(qr.R(fit$qr))
  robust <- bread %*% crossprod(x * resid(fit)) %*% bread * nrow(x) / fit$df.residual
  list(
    coefficients = unname(coef(fit)),
    classical = unname(root(vcov(fit))),
    robust = root(robust),
    critical = qt(0.975, fit$df.residual),
    r_squared = summary(fit)$r.squared,
    log_likelihood = as.numeric(logLik(fit))
  )
}

logistic_model <- function(sample) {
  fit <- glm(formula, binomial, sample, control = glm.control(epsilon = 1e-15, maxit = 100))
  x <- model.matrix(fit)
  p <- plogis(drop(x %*% coef(fit)))
  classical <- solve(crossprod(x * sqrt(p * (1 - p))))
  robust <- classical %*% crossprod(x * (sample$male - p)) %*% classical
  density <- p * (1 - p)
  slope <- colMeans(x * density * (1 - 2 * p))
  jacobian <- (coef(fit) %o% slope + diag(mean(density), ncol(x)))[-1, ]
  effects <- function(v) root(jacobian %*% v %*% t(jacobian))
  list(
    coefficients = unname(coef(fit)),
    classical = unname(root(classical)),
    robust = unname(root(robust)),
    effects = unname(coef(fit)[-1] * mean(density)),
    classical_effects = unname(effects(classical)),
    robust_effects = unname(effects(robust)),
    critical = qnorm(0.975),
    log_likelihood = as.numeric(logLik(fit))
  )
}

json <- function(value) {
  if (is.list(value)) {
    members <- paste0('"', names(value), '":', vapply(value, json, ""))
    return(paste0("{", paste(members, collapse = ","), "}"))
  }
  numbers <- sprintf("%.17g", value)
  if (length(numbers) == 1) numbers else paste0("[", paste(numbers, collapse = ","), "]")
}

species <- list("0" = unique(penguins$species), "1" = "Adelie", "2" = "Chinstrap", "3" = "Gentoo")
cat(json(lapply(species, function(names) {
  sample <- penguins[penguins$species %in% names, ]
  list(
    n = nrow(sample),
    linear_probability = linear_probability(sample),
    logistic_model = logistic_model(sample)
  )
})), "\n", sep = "")
