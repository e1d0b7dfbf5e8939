//! The types of a subject and of the findings that the lab must report for it.

use std::error::Error;
use std::fmt;
use std::pin::Pin;

use fetch_cors::lab::{PolicyLab, Report, Severity, WithRoute};
use http::{Request, Response};

/// Any error that stops a test before there is a report.
pub type Failure = Box<dyn Error + Send + Sync>;

/// A server in this process: a function from a request to the head of a response, or to the reason why there is none.
pub type Server = Box<dyn Fn(Request<Vec<u8>>) -> Later<Result<Response<()>, String>>>;

/// A value that a framework computes asynchronously, on one thread.
pub type Later<T> = Pin<Box<dyn Future<Output = T>>>;

/// A server with a CORS policy, and the findings that the lab must report for it.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "it is a line of a table")]
pub struct Subject {
    /// The middleware and its configuration.
    pub name: &'static str,
    /// Creates the lab. It knows which origins the owner of the server trusts.
    pub lab: fn() -> Result<PolicyLab<WithRoute>, Failure>,
    /// Starts the server.
    pub start: fn() -> Later<Result<Server, Failure>>,
    /// The expected findings, in the order of the report. It is empty if the configuration is careful.
    pub expected: &'static [Expected],
}

/// A finding that the lab must report.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "it is a line of a table")]
pub struct Expected {
    /// The code of the finding.
    pub code: &'static str,
    /// The severity of the finding.
    pub severity: Severity,
    /// The origins of the witnesses of the finding.
    pub origins: Origins,
    /// The reason why the finding is right.
    pub why: &'static str,
}

/// Creates an expected finding of a subject.
pub(crate) const fn finding(
    code: &'static str,
    severity: Severity,
    origins: Origins,
    why: &'static str,
) -> Expected {
    Expected { code, severity, origins, why }
}

/// The origins of the witnesses of a finding.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "it is a line of a table")]
pub enum Origins {
    /// Exactly these origins, in any order.
    Exactly(&'static [&'static str]),
    /// This number of origins, which include these.
    Among(usize, &'static [&'static str]),
}

impl Subject {
    /// Starts the server once, and runs the lab against it `times` times.
    ///
    /// # Errors
    ///
    /// Returns the error of a lab or of a server that cannot be built.
    pub fn run(&self, times: usize) -> Result<Vec<Report>, Failure> {
        let lab = (self.lab)()?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        runtime.block_on(async {
            let server = (self.start)().await?;
            let mut reports = Vec::new();
            for _ in 0..times {
                reports.push(lab.run_async(async |request| server(request).await).await);
            }
            Ok(reports)
        })
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("name", &self.name)
            .field("expected", &self.expected)
            .finish_non_exhaustive()
    }
}
