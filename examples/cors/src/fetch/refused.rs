//! Options of curl that a page has no counterpart of.

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches};

/// Refuses each of them, with the reason.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused;

/// The name, the letter, whether a value follows, and the reason.
type Option = (&'static str, std::option::Option<char>, bool, &'static str);

const OPTIONS: &[Option] = &[
    ("user-agent", Some('A'), true, "a page sets it like any other header: -H 'User-Agent: …'"),
    (
        "proxy",
        Some('x'),
        true,
        "the program talks to the server itself, so that what it shows is what the server said. --resolve leads a name to \
         another address",
    ),
    (
        "http3",
        None,
        false,
        "the program speaks HTTP/1.1 and HTTP/2. The rules of CORS are the same in HTTP/3",
    ),
    (
        "http3-only",
        None,
        false,
        "the program speaks HTTP/1.1 and HTTP/2. The rules of CORS are the same in HTTP/3",
    ),
    ("http1.0", Some('0'), false, "no browser speaks HTTP/1.0"),
    (
        "form",
        Some('F'),
        true,
        "forms in parts are not made. Write the body to a file, and send it with --data-binary @FILE \
         -H 'Content-Type: multipart/form-data; boundary=…'",
    ),
    ("data-urlencode", None, true, "write the text as it is to be sent, percent-encoded where it has to be"),
    (
        "max-redirs",
        None,
        true,
        "as in browsers, 20 redirects are followed, and --redirect error follows none",
    ),
    ("remote-name", Some('O'), false, "-o FILE says where the body goes"),
    ("range", Some('r'), true, "a page sets it like any other header: -H 'Range: bytes=0-99'"),
    ("upload-file", Some('T'), true, "write -X PUT --data-binary @FILE"),
    ("cookie-jar", Some('c'), true, "the cookies last for one run, and are written to no file"),
    ("cert", Some('E'), true, "certificates of clients are not supported"),
    ("key", None, true, "certificates of clients are not supported"),
    ("write-out", Some('w'), true, "--format json has all of it, the times too"),
    ("dump-header", Some('D'), true, "-i shows the head that the page sees, and -v each head"),
    ("location-trusted", None, false, "a page cannot send its passwords to another server"),
    ("digest", None, false, "only the Basic scheme is supported: -u name:password"),
    ("netrc", Some('n'), false, "passwords come from -u only"),
    ("fail", Some('f'), false, "the exit code says whether the page has a response, and the status is shown"),
];

impl clap::Args for Refused {
    fn augment_args(command: Command) -> Command {
        command.args(OPTIONS.iter().map(|(name, letter, has_value, _)| {
            let arg = Arg::new(*name).long(*name).hide(true);
            let arg = letter.map_or_else(|| arg.clone(), |letter| arg.clone().short(letter));
            match has_value {
                true => arg.action(ArgAction::Append).allow_hyphen_values(true),
                false => arg.action(ArgAction::SetTrue),
            }
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Refused {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let is_given = |name| matches.value_source(name) == Some(ValueSource::CommandLine);
        match OPTIONS.iter().find(|(name, ..)| is_given(name)) {
            Some((name, _, _, reason)) => {
                let text = format!("cors fetch has no --{name}: {reason}");
                let mut command = Command::new("cors fetch").override_usage("cors fetch [OPTIONS] <URL>");
                Err(Error::raw(ErrorKind::UnknownArgument, text).format(&mut command))
            }
            None => Ok(Self),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
