use std::fs;
use std::process::Command;

use serde_json::json;

use super::{Kind, Setup, write_file};

/// A server with Express. The environment variable `NODE_PATH` names the folder of its packages.
pub(super) struct Express;

impl Kind for Express {
    const TARGET: &'static str = "express";

    fn command(setup: &Setup<'_>) -> Command {
        write_file(setup.scenario, &setup.folder);
        let answers = setup.scenario.answers.iter().filter(|answer| answer.server == setup.number);
        let answers: Vec<serde_json::Value> = answers
            .map(|answer| {
                let second = setup.servers.get(1).map(String::as_str).unwrap_or_default();
                let header = |(name, value): &(&str, &str)| json!([name, value.replace("{1}", second)]);
                let headers: Vec<serde_json::Value> = answer.headers.iter().map(header).collect();
                json!({ "isOptions": answer.is_options, "path": answer.path, "status": answer.status, "headers": headers })
            })
            .collect();
        // If the lines say so, the existing policy is removed, as a user would do.
        let removes = setup.lines.contains("// Remove the code that sets these headers now");
        let content = match setup.scenario.is_file {
            true => "app.use(express.static(__dirname));",
            false => "",
        };
        let app = format!(
            "const express = require('express');\nconst app = express();\n{}\n\
             const [hasLogin, removes, answers] = {};\n{CONTENT}\n{content}\napp.use(answer);\n\
             app.listen({}, '127.0.0.1');\n",
            setup.lines,
            json!([setup.scenario.has_login, removes, answers]),
            setup.port,
        );
        let path = setup.folder.join("app.js");
        fs::write(&path, app).unwrap();
        let mut command = Command::new("node");
        command.arg(path);
        command
    }
}

/// The code of the application, with a login and a table of answers. It throws an error for status 500, so that Express
/// itself creates the response.
const CONTENT: &str = r"
app.use((req, res, next) => {
  if (hasLogin && req.get('Authorization') !== 'Basic dTpw') return res.sendStatus(401);
  next();
});
function answer(req, res, next) {
  const found = answers.find((a) => a.isOptions === (req.method === 'OPTIONS') && a.path === req.path);
  if (!found) return next();
  if (found.status === 500) throw new Error('a mistake');
  for (const [name, value] of found.headers) {
    if (removes && name.startsWith('Access-Control-')) continue;
    if (name === 'Vary') res.vary(value);
    else res.append(name, value);
  }
  res.status(found.status).end();
}
";
