//! The options for the body of the request.

use std::fs;
use std::io::Read;

use bytes::Bytes;
use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches};
use fetch_cors::request::{Body, Source};

use crate::fetch::init::Secret;
use crate::fetch::usage::UsageError;

/// The options for the body, in the order of the command line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    parts: Vec<(Kind, Secret)>,
}

/// A body that was read: its bytes, and what the engine needs to know of it.
pub(crate) struct Loaded {
    pub(crate) source: Source,
    pub(crate) bytes: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Data,
    Raw,
    Binary,
    Json,
}

const KINDS: &[Kind] = &[Kind::Data, Kind::Raw, Kind::Binary, Kind::Json];

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Raw => "data-raw",
            Self::Binary => "data-binary",
            Self::Json => "json-data",
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::Data => {
                "Send this text as the body, or a file (@FILE), or the standard input (@-). As with curl, line breaks of a \
                 file are removed, and if the option is repeated, the parts are joined with &. The method is POST unless \
                 -X sets another. The body is sent as text/plain;charset=UTF-8, like a string in script, and not as a \
                 form as with curl, unless -H 'Content-Type: …' sets another type"
            }
            Self::Raw => "Send a body like --data does, but without a special meaning of @",
            Self::Binary => {
                "Send a body like --data does, but keep the line breaks of a file. Like an ArrayBuffer in script, it has no \
                 Content-Type"
            }
            Self::Json => {
                "Send a body like --data-binary does, with the Content-Type application/json, which needs a preflight"
            }
        }
    }

    fn arg(self) -> Arg {
        let arg = Arg::new(self.name()).long(self.name()).value_name("DATA").help(self.help());
        let arg = if self == Self::Data { arg.short('d') } else { arg };
        arg.action(ArgAction::Append).allow_hyphen_values(true).value_parser(Secret::parse)
    }
}

impl Data {
    /// Reads the body of the request. Returns `None` if there is none.
    ///
    /// # Errors
    ///
    /// Returns an error if a file or the standard input cannot be read.
    pub(crate) fn load(&self, input: &mut dyn Read) -> Result<Option<Loaded>, UsageError> {
        let mut bytes = Vec::new();
        for (index, (kind, Secret(text))) in self.parts.iter().enumerate() {
            if index > 0 {
                bytes.push(b'&');
            }
            bytes.extend(part(*kind, text, input)?);
        }
        let has = |kind| self.parts.iter().any(|(other, _)| *other == kind);
        let source = match std::str::from_utf8(&bytes) {
            _ if has(Kind::Json) => Body::source().with_type("application/json"),
            Ok(_) if !has(Kind::Binary) => Body::source().with_type("text/plain;charset=UTF-8"),
            _ => Body::source(),
        };
        Ok((!self.parts.is_empty()).then(|| Loaded { source, bytes: bytes.into() }))
    }
}

fn part(kind: Kind, text: &str, input: &mut dyn Read) -> Result<Vec<u8>, UsageError> {
    let Some(file) = text.strip_prefix('@').filter(|_| kind != Kind::Raw) else { return Ok(text.into()) };
    let mut bytes = if file == "-" {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(UsageError::Input)?;
        bytes
    } else {
        fs::read(file).map_err(|source| UsageError::File { file: file.to_owned(), source })?
    };
    if kind == Kind::Data {
        bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    }
    Ok(bytes)
}

impl clap::Args for Data {
    fn augment_args(command: Command) -> Command {
        command.args(KINDS.iter().map(|kind| kind.arg()))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Data {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = KINDS.iter().flat_map(|kind| {
            let places = matches.indices_of(kind.name()).into_iter().flatten();
            let texts = matches.get_many::<Secret>(kind.name()).into_iter().flatten();
            places.zip(texts).map(|(place, text)| (place, *kind, text.clone()))
        });
        let mut given: Vec<_> = given.collect();
        given.sort_by_key(|(place, ..)| *place);
        Ok(Self { parts: given.into_iter().map(|(_, kind, text)| (kind, text)).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
