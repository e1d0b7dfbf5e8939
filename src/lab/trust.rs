use crate::origin::Origin;

/// The origins that the owner of a server trusts.
#[derive(Clone, Debug, Default)]
pub(super) struct Trust {
    origins: Vec<Origin>,
    parents: Vec<Origin>,
    is_public: bool,
}

impl Trust {
    pub(super) fn add_origin(&mut self, origin: Origin) {
        if !self.origins.contains(&origin) {
            self.origins.push(origin);
        }
    }

    pub(super) fn add_subdomains_of(&mut self, origin: Origin) {
        if !self.parents.contains(&origin) {
            self.parents.push(origin);
        }
    }

    pub(super) fn set_public(&mut self) {
        self.is_public = true;
    }

    /// Returns whether every website may read without credentials.
    pub(super) fn is_public(&self) -> bool {
        self.is_public
    }

    /// Returns whether pages of this origin may read everything.
    pub(super) fn has(&self, origin: &Origin) -> bool {
        self.origins.contains(origin) || self.parents.iter().any(|parent| is_subdomain(origin, parent))
    }

    /// Returns the origins whose subdomains are trusted.
    pub(super) fn parents(&self) -> &[Origin] {
        &self.parents
    }

    /// Returns the trusted origins, with two examples of the subdomains of each parent.
    pub(super) fn pages(&self) -> Vec<Origin> {
        let mut pages = self.origins.clone();
        for page in
            self.parents.iter().flat_map(|parent| [subdomain(parent, "page"), subdomain(parent, "a.b")])
        {
            pages.extend(page.filter(|page| !self.origins.contains(page)));
        }
        pages
    }
}

fn is_subdomain(origin: &Origin, parent: &Origin) -> bool {
    let above = origin.host().zip(parent.host()).and_then(|(host, parent)| host.strip_suffix(parent));
    let is_below = above.is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'));
    is_below && origin.scheme() == parent.scheme() && origin.port() == parent.port()
}

fn subdomain(parent: &Origin, label: &str) -> Option<Origin> {
    let host = format!("{label}.{}", parent.host()?);
    Origin::tuple(parent.scheme()?, &host, parent.port()).ok()
}
