//! A program with a URL and an `http::Request`, which an HTTP client needs in any case.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url: url::Url = std::env::args().next_back().unwrap_or_default().parse()?;
    let request = http::Request::builder().uri(url.as_str()).header("accept", "*/*").body(())?;
    println!("{request:?}");
    Ok(())
}
