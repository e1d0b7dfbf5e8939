//! A program that runs a fetch. Every message gets the same response.

use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};

#[cfg(feature = "psl")]
fn page(origin: Origin) -> Client {
    Client::new(origin)
}

#[cfg(not(feature = "psl"))]
fn page(origin: Origin) -> Client {
    #[derive(Debug)]
    struct LastTwoLabels;

    impl fetch_cors::site::Sites for LastTwoLabels {
        fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
            let (rest, _) = domain.rsplit_once('.')?;
            domain.get(rest.rfind('.').map_or(0, |dot| dot + 1)..)
        }
    }

    Client::with_sites(origin, std::sync::Arc::new(LastTwoLabels))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let page = page(Origin::parse("https://app.example")?);
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let url = std::env::args().next_back().unwrap_or_default();
    let mut step = fetch(page.fetch(&url).method("PUT").build()?, &mut cache, now);
    let result = loop {
        step = match step {
            Step::Send(exchange) => {
                let response = http::Response::builder().header("access-control-allow-origin", "*");
                println!("{:?}", exchange.to_http()?);
                exchange.respond(response.body(())?, &mut cache, now)
            }
            Step::Redirect(hop) => hop.run(&mut cache, now),
            Step::Local(local) => local.fail("nothing is served locally", &mut cache),
            Step::Done(result) => break result,
        }
    };
    println!("{:?}", result?.status());
    Ok(())
}
