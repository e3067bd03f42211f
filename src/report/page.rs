//! What all pages share: style sheet, script, and the policy that lets nothing else in.

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

/// The parts that every page has.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The style sheet.
    pub css: &'static str,
    /// The script.
    pub js: &'static str,
    /// The content security policy.
    pub policy: String,
    /// The version of this program.
    pub version: &'static str,
}

impl Shell {
    /// The same for all pages of this build.
    pub fn new() -> Self {
        let (css, js) = (include_str!("../../templates/report.css"), include_str!("../../templates/report.js"));
        let digest = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            digest(css),
            digest(js)
        );
        Self { css, js, policy, version: env!("CARGO_PKG_VERSION") }
    }
}
