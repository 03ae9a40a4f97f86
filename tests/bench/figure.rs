//! One measured line of the table and of bench.json.

use serde_json::{Value, json};

/// How far a ratio may be off on a machine that does other things too.
const NOISE: f64 = 0.2;

/// What is promised.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// The value itself, at most.
    AtMost(f64),
    /// Value over reference, at most: for what takes time.
    RatioAtMost(f64),
    /// Value over reference, at least: for what is done in a time.
    RatioAtLeast(f64),
}

/// One measured line.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// The same work without us, measured in the same run, in the same unit.
    pub(crate) reference: Option<f64>,
    pub(crate) target: Option<Target>,
}

impl Figure {
    /// A line with nothing to compare to and nothing promised.
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            reference: None,
            target: None,
        }
    }

    /// With what it is compared to.
    pub(crate) fn against(self, reference: f64) -> Self {
        Self {
            reference: Some(reference),
            ..self
        }
    }

    /// With what is promised.
    pub(crate) fn promised(self, target: Target) -> Self {
        Self {
            target: Some(target),
            ..self
        }
    }

    fn ratio(&self) -> Option<f64> {
        self.reference.map(|reference| self.value / reference)
    }

    /// Whether the promise holds; noise is allowed for in ratios alone.
    pub(crate) fn holds(&self) -> bool {
        match (self.target, self.ratio()) {
            (None, _) => true,
            (Some(Target::AtMost(most)), _) => self.value <= most,
            (Some(Target::RatioAtMost(most)), Some(ratio)) => ratio <= most * (1.0 + NOISE),
            (Some(Target::RatioAtLeast(least)), Some(ratio)) => ratio >= least * (1.0 - NOISE),
            (Some(Target::RatioAtMost(_) | Target::RatioAtLeast(_)), None) => false,
        }
    }

    fn promise(&self) -> Option<String> {
        self.target.map(|target| match target {
            Target::AtMost(most) => format!("≤ {} {}", short(most), self.unit),
            Target::RatioAtMost(most) => format!("≤ {}×", short(most)),
            Target::RatioAtLeast(least) => format!("≥ {}×", short(least)),
        })
    }

    /// A line of the table.
    pub(crate) fn line(&self) -> String {
        let reference = self.reference.map(short).unwrap_or_default();
        let ratio = self
            .ratio()
            .map(|ratio| format!("{ratio:.2}×"))
            .unwrap_or_default();
        let verdict = match self.target {
            Some(_) if self.holds() => "ok",
            Some(_) => "missed",
            None => "",
        };
        format!(
            "{:<62} {:>10} {:<10} {:>10} {:>7}  {:<14} {verdict}",
            self.name,
            short(self.value),
            self.unit,
            reference,
            ratio,
            self.promise().unwrap_or_default(),
        )
    }

    /// An item of bench.json.
    pub(crate) fn json(&self) -> Value {
        json!({
            "figure": self.name,
            "value": self.value,
            "unit": self.unit,
            "reference": self.reference,
            "ratio": self.ratio(),
            "target": self.promise(),
            "ok": self.holds(),
        })
    }
}

/// The table's head.
pub(crate) fn head() -> String {
    format!(
        "{:<62} {:>10} {:<10} {:>10} {:>7}  target",
        "figure", "value", "unit", "reference", "ratio"
    )
}

/// Three digits that count.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => {
            let text = format!("{value:.3}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_allowed_in_ratios_alone() {
        let figure = |value| Figure::new("a", value, "s");
        assert!(!figure(1.1).promised(Target::AtMost(1.0)).holds());
        let ratio = |value| figure(value).against(1.0);
        assert!(ratio(1.4).promised(Target::RatioAtMost(1.2)).holds());
        assert!(!ratio(1.5).promised(Target::RatioAtMost(1.2)).holds());
        assert!(ratio(0.41).promised(Target::RatioAtLeast(0.5)).holds());
        assert!(!ratio(0.39).promised(Target::RatioAtLeast(0.5)).holds());
    }

    #[test]
    fn a_ratio_without_reference_is_missed() {
        assert!(
            !Figure::new("a", 1.0, "s")
                .promised(Target::RatioAtMost(1.2))
                .holds()
        );
    }
}
