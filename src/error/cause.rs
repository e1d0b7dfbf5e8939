use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The error of the host that caused a network error, if the host gave one. Clones share it, and comparisons ignore it.
#[derive(Clone, Default)]
pub(super) struct Cause(Option<Arc<dyn Error + Send + Sync>>);

impl Cause {
    /// Returns the error of the host.
    pub(super) fn as_error(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

impl From<Box<dyn Error + Send + Sync>> for Cause {
    fn from(cause: Box<dyn Error + Send + Sync>) -> Self {
        Self(Some(cause.into()))
    }
}

impl PartialEq for Cause {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Cause {}

/// Prints only whether there is a cause, because the error of the host may hold a secret.
impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Some(…)" } else { "None" })
    }
}
