//! The options of curl that this command refuses, with the reasons.

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches};

/// The options of curl that are refused. Each of them is an error that says why.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Refused;

/// An option: its name, its letter, whether it takes a value, and why it is refused.
type Option = (&'static str, std::option::Option<char>, bool, &'static str);

const OPTIONS: &[Option] = &[
    ("user-agent", Some('A'), true, "set it like any other header, as a page does: -H 'User-Agent: …'"),
    (
        "proxy",
        Some('x'),
        true,
        "the program talks to the server itself, so that the report shows what the server answered. To connect to another \
         address, use --resolve",
    ),
    (
        "http3",
        None,
        false,
        "the program supports HTTP/1.1 and HTTP/2. The rules of CORS are the same in HTTP/3",
    ),
    (
        "http3-only",
        None,
        false,
        "the program supports HTTP/1.1 and HTTP/2. The rules of CORS are the same in HTTP/3",
    ),
    ("http1.0", Some('0'), false, "browsers do not send HTTP/1.0"),
    (
        "form",
        Some('F'),
        true,
        "the program cannot build multipart forms. Write the body to a file, and send it with --data-binary @FILE \
         -H 'Content-Type: multipart/form-data; boundary=…'",
    ),
    ("data-urlencode", None, true, "percent-encode the text yourself, and send it with --data"),
    (
        "max-redirs",
        None,
        true,
        "as in browsers, at most 20 redirects are followed. To follow none, use --redirect error",
    ),
    ("remote-name", Some('O'), false, "choose the file yourself with -o FILE"),
    ("range", Some('r'), true, "set it like any other header, as a page does: -H 'Range: bytes=0-99'"),
    ("upload-file", Some('T'), true, "use -X PUT --data-binary @FILE"),
    ("cookie-jar", Some('c'), true, "the cookies last for one run, and are not saved"),
    ("cert", Some('E'), true, "client certificates are not supported"),
    ("key", None, true, "client certificates are not supported"),
    ("write-out", Some('w'), true, "--format json prints everything, including the times"),
    (
        "dump-header",
        Some('D'),
        true,
        "-i prints the head that the page sees, and -v prints the heads of all messages",
    ),
    ("location-trusted", None, false, "browsers do not send a password to another server after a redirect"),
    ("digest", None, false, "only Basic authentication is supported: -u NAME:PASSWORD"),
    ("netrc", Some('n'), false, "passwords come only from -u"),
    (
        "fail",
        Some('f'),
        false,
        "the exit code says whether the page gets a response, and the report shows the status",
    ),
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
