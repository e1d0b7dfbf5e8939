use std::error::Error;
use std::fs;
use std::net::IpAddr;
use std::path::Path;

use fetch_cors::url::Url;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

use crate::clock::Clock;
use crate::fetch::args::Args;
use crate::fetch::client::{Browser, Call, Outcome, causes};
use crate::fetch::credentials::Credentials;
use crate::fetch::exit_code::{BAD_ARGUMENTS, NETWORK_FAILURE, exit_code};
use crate::fetch::init::ByteString;
use crate::fetch::network::Wire;
use crate::fetch::output;
use crate::fetch::report::escaped;
use crate::fetch::target::absolute;
use crate::fetch::usage::UsageError;
use crate::loopback::is_loopback;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::transport::{Address, Options, Transport, Trust, Versions};

const CERTIFICATE_ADVICE: &str =
    "To accept it, use --cacert FILE with a file that has this certificate or that of its issuer";

const USER_AGENT: &str = concat!("fetch-cors-cli/", env!("CARGO_PKG_VERSION"));

/// Runs `cors fetch`, and returns the exit code.
pub(crate) fn run(args: &Args, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> u8 {
    match prepare(args, terminal) {
        Ok(prepared) => fetch(args, prepared, terminal, clock),
        Err(error) => {
            say(terminal, &causes(&error));
            BAD_ARGUMENTS
        }
    }
}

/// The fetch that the options describe, before it begins.
struct Prepared {
    call: Call,
    credentials: Credentials,
    options: Options,
}

fn prepare(args: &Args, terminal: &mut Terminal<'_>) -> Result<Prepared, UsageError> {
    let typed = absolute(&args.url);
    let loaded = args.data.load(terminal.input)?;
    let (url, loaded) = match loaded {
        Some(loaded) if args.get => (with_query(&typed, &loaded.bytes), None),
        loaded => (typed.into_owned(), loaded),
    };
    let (source, bytes) = loaded.map(|loaded| (loaded.source, loaded.bytes)).unzip();
    let mut init = args.init.clone();
    if args.head {
        init.method = Some(ByteString(b"HEAD".to_vec()));
    }
    let call = init.call(&url, source, bytes.unwrap_or_default())?;
    for name in init.ignored_headers(&call.headers) {
        say(terminal, &format!("the header {name} is left out, because script is not allowed to set it"));
    }
    let url = call.request.current_url();
    let credentials = Credentials::new(url, args.user.as_ref(), &args.cookie)?;
    warn(args, url, terminal);
    Ok(Prepared { credentials, options: options(args)?, call })
}

/// Appends data to the query of a URL.
fn with_query(url: &str, data: &[u8]) -> String {
    let (url, fragment) = url.split_once('#').unwrap_or((url, ""));
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}{}#{fragment}", String::from_utf8_lossy(data))
}

fn options(args: &Args) -> Result<Options, UsageError> {
    let trust = match &args.cacert {
        _ if args.insecure => Trust::Anyone,
        Some(file) => Trust::Only(certificates(file)?),
        None => Trust::Authorities,
    };
    let versions = match (args.http1, args.http2_prior_knowledge) {
        (true, _) => Versions::Http1,
        (_, true) => Versions::Http2,
        _ => Versions::Negotiated,
    };
    Ok(Options {
        timeout: args.timeout,
        connect_timeout: args.connect_timeout,
        max_time: args.max_time,
        trust,
        certificate_advice: CERTIFICATE_ADVICE,
        versions,
        decodes: !args.no_compressed,
        addresses: args.resolve.iter().map(|text| address(text)).collect::<Result<_, _>>()?,
        user_agent: USER_AGENT,
    })
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, UsageError> {
    let file = path.display().to_string();
    let text = fs::read(path).map_err(|source| UsageError::File { file: file.clone(), source })?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(UsageError::NoCertificate { file }),
    }
}

fn address(text: &str) -> Result<Address, UsageError> {
    let parts = text.split_once(':').and_then(|(host, rest)| Some((host, rest.split_once(':')?)));
    let (host, (port, addresses)) = parts.ok_or(UsageError::NotAddress)?;
    let addresses = addresses.split(',').map(|address| address.trim_matches(['[', ']']).parse::<IpAddr>());
    Ok(Address {
        host: host.to_owned(),
        port: port.parse().map_err(|_| UsageError::NotAddress)?,
        addresses: addresses.collect::<Result<_, _>>().map_err(|_| UsageError::NotAddress)?,
    })
}

/// Prints the warnings that a user must see before the fetch.
fn warn(args: &Args, url: &Url, terminal: &mut Terminal<'_>) {
    if args.insecure {
        say(
            terminal,
            "WARNING: certificates are not checked (-k). Anyone between this machine and the server can read and change \
             everything, including passwords and cookies",
        );
    }
    let is_encrypted_page = args.init.origin.as_str().starts_with("https:");
    let is_local = url.host_str().is_some_and(is_loopback);
    if is_encrypted_page && url.scheme() == "http" && !is_local {
        say(
            terminal,
            "note: a browser blocks this request as mixed content, because the page is https: and the URL is http:. This \
             program sends it nevertheless",
        );
    }
}

fn fetch(args: &Args, prepared: Prepared, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> u8 {
    let Prepared { call, credentials, options } = prepared;
    let transport = match Transport::new(options) {
        Ok(transport) => transport,
        Err(error) => {
            say(terminal, &causes(&error));
            return NETWORK_FAILURE;
        }
    };
    let shows_progress = terminal.err_is_terminal && !args.silent;
    let progress = shows_progress.then(|| Progress::new(clock, &mut *terminal.err, true));
    let mut browser = Browser::new(Wire::new(transport, credentials, !args.no_compressed, progress));
    let outcome = browser.fetch(call);
    let log = std::mem::take(&mut browser.network.log);
    drop(browser);
    tell(args, &outcome, terminal);
    match output::write(args, &outcome, &log, terminal) {
        // A broken pipe is no error: the program that read the output has ended.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            say(terminal, &format!("the output cannot be written: {}", causes(&error as &dyn Error)));
            BAD_ARGUMENTS
        }
        _ => exit_code(&outcome),
    }
}

/// Prints what went wrong in the network, and what the report does not say.
fn tell(args: &Args, outcome: &Outcome, terminal: &mut Terminal<'_>) {
    for note in &outcome.notes {
        say(terminal, note);
    }
    let has_credentials = args.user.is_some() || !args.cookie.is_empty();
    if has_credentials && !outcome.wire.iter().any(|message| message.include_credentials) {
        say(
            terminal,
            "note: -u and -b were not used, because no message included credentials. For another origin, add \
             --credentials include",
        );
    }
    if let Err(error) = &outcome.result
        && args.silent
        && !args.is_json()
        && outcome.notes.is_empty()
    {
        say(terminal, &format!("the page sees a network error: {error}"));
    }
}

fn say(terminal: &mut Terminal<'_>, text: &str) {
    // The fetch goes on even if the terminal is closed.
    _ = writeln!(terminal.err, "cors fetch: {}", escaped(text));
}
