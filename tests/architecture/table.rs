//! The layers of the crate as a table.

/// A layer. Its modules import from their own layer and from the layers above it.
pub struct Layer {
    pub name: &'static str,
    /// What the layer holds, for the picture.
    pub holds: &'static str,
    pub modules: &'static [Module],
}

/// A module of the crate, or a submodule that is in another layer than its parent.
pub struct Module {
    pub path: &'static str,
    pub is_public: bool,
    /// The feature that the module needs.
    pub feature: Option<&'static str>,
}

const fn public(path: &'static str) -> Module {
    Module { path, is_public: true, feature: None }
}

const fn private(path: &'static str) -> Module {
    Module { path, is_public: false, feature: None }
}

const fn with_feature(feature: &'static str, path: &'static str) -> Module {
    Module { path, is_public: true, feature: Some(feature) }
}

/// The layers, vocabulary first. Within a layer, anything goes but a cycle.
pub const LAYERS: &[Layer] = &[
    Layer {
        name: "vocabulary",
        holds: "the words of the standard",
        modules: &[
            public("origin"),
            public("site"),
            public("request_origin"),
            public("trustworthy"),
            public("method"),
            public("header"),
            private("keyword"),
            private("timestamp"),
            private("parse_url"),
            private("redacted"),
        ],
    },
    Layer {
        name: "messages",
        holds: "what is fetched, and what came back",
        modules: &[public("request"), public("response")],
    },
    Layer { name: "refusals", holds: "every reason to refuse a fetch", modules: &[public("error")] },
    Layer {
        name: "rules",
        holds: "pure functions, one algorithm per file",
        modules: &[
            public("authentication"),
            public("blob"),
            public("check"),
            public("cookies"),
            public("credentials"),
            public("fetch_metadata"),
            public("filter"),
            public("keepalive"),
            public("origin_header"),
            public("preflight"),
            public("redirect"),
            public("referrer"),
            public("referrer_policy"),
            public("tainting"),
        ],
    },
    Layer { name: "memory", holds: "the CORS-preflight cache", modules: &[public("preflight::cache")] },
    Layer { name: "machine", holds: "the steps of a fetch, in order", modules: &[public("fetch")] },
    Layer { name: "use", holds: "the loop, and explanations", modules: &[public("run"), public("explain")] },
    Layer { name: "lab", holds: "to test servers and clients", modules: &[with_feature("lab", "lab")] },
    Layer {
        name: "strategies",
        holds: "random pages and servers",
        modules: &[with_feature("proptest", "strategy")],
    },
];

/// Returns every module with the number of its layer.
pub fn modules() -> impl Iterator<Item = (usize, &'static Module)> {
    LAYERS
        .iter()
        .enumerate()
        .flat_map(|(number, layer)| layer.modules.iter().map(move |module| (number, module)))
}
