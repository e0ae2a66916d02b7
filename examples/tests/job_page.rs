//! The page of `job_runner` in a browser: what it shows is what happens, and its buttons do what they say.
#![cfg(unix)]

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

mod built_example;
mod lines;
mod process;
mod server;

use server::Server;

/// A page in a headless Chromium, which is told what to do through a pipe.
struct Page {
    browser: Child,
    profile: PathBuf,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last: u64,
    session: Option<String>,
    /// What the page's script has thrown.
    thrown: Vec<String>,
}

impl Page {
    fn open(url: &str) -> Self {
        let chromium = env::var_os("CHROMIUM").expect("`.ci/page` says which browser it is");
        let profile = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("chromium");
        // It reads commands from descriptor 3 and answers on 4.
        let mut browser = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 < /dev/null > /dev/null 2>&1"#])
            .arg(chromium)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = browser.stdin.take().unwrap();
        let from = BufReader::new(browser.stdout.take().unwrap());
        let (session, thrown) = (None, Vec::new());
        let mut page = Page { browser, profile, to, from, last: 0, session, thrown };
        let target = page.command("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = page.command("Target.attachToTarget", attach);
        page.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        page.command("Runtime.enable", json!({}));
        page.command("Page.navigate", json!({ "url": url }));
        let loaded = "document.readyState === 'complete' ? done() : addEventListener('load', done)";
        page.run(&format!("new Promise(done => {{ {loaded} }})"));
        page
    }

    fn command(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        write!(self.to, "{command}\0").unwrap();
        loop {
            let mut message = Vec::new();
            self.from.read_until(0, &mut message).unwrap();
            assert_eq!(message.pop(), Some(0), "the browser has ended");
            let message: Value = serde_json::from_slice(&message).unwrap();
            if message["method"] == "Runtime.exceptionThrown" {
                self.thrown.push(message["params"]["exceptionDetails"].to_string());
            }
            if message["id"] == self.last {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    /// What a script comes to, once it is there.
    fn run(&mut self, script: &str) -> Value {
        let params = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let result = self.command("Runtime.evaluate", params);
        assert!(result["exceptionDetails"].is_null(), "{script}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until the page has changed so that this is so.
    fn until(&mut self, condition: &str) {
        self.run(&format!(
            "new Promise(done => {{
                const look = () => {{ if ({condition}) {{ observer.disconnect(); done(true) }} }};
                const observer = new MutationObserver(look);
                const all = {{ subtree: true, childList: true, characterData: true, attributes: true }};
                observer.observe(document, all);
                look();
            }})"
        ));
    }

    fn submit(&mut self, program: &str, args: &str) {
        let (program, args) = (json!(program), json!(args));
        self.run(&format!(
            "form.program.value = {program}; form.args.value = {args}; form.requestSubmit();"
        ));
    }

    fn text(&mut self, selector: &str) -> Value {
        self.run(&format!("document.querySelector('{selector}').textContent"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

fn state(job: u64, state: &str) -> String {
    format!("document.querySelector('#job-{job}[data-state={state}]')")
}

#[test]
#[ignore = "needs a Chromium: `.ci/page`"]
fn the_page_shows_the_jobs_and_cancels_them() {
    let executable = built_example::executable("job_runner", &["http"]);
    let server = Server::start(&executable, &["--runners", "1", "--queue", "0"]);
    let mut page = Page::open(&format!("http://127.0.0.1:{}/", server.port));

    // What a job writes is shown as it comes, and is no markup.
    page.submit("sh", "-c\necho '<b>bold</b>'; echo wrong >&2; exec sleep 1000");
    page.until(&state(1, "running"));
    page.until(
        "output.textContent.includes('<b>bold</b>') && output.textContent.includes('wrong')",
    );
    assert_eq!(page.run("output.querySelector('b') === null"), true);
    assert_eq!(page.text("#output .err"), "wrong\n");
    page.until("document.querySelector('#job-1 .lines').textContent === '2'");
    assert_eq!(page.text("#title"), "Output of job 1");

    // What the server refuses is shown.
    page.submit("true", "");
    page.until("said.textContent.includes('too many jobs wait already')");
    assert_eq!(page.run("rows.childElementCount"), 1);

    page.run("document.querySelector('#job-1 .action button').click()");
    page.until(&state(1, "cancelled"));
    assert_eq!(page.text("#job-1 .state"), "cancelled: by a client");
    assert_eq!(page.run("document.querySelector('#job-1 .action button').hidden"), true);

    page.submit("/no/such/program", "");
    page.until(&state(2, "failed"));
    let said = page.text("#job-2 .state");
    assert!(said.as_str().unwrap().contains("cannot be started: No such file"), "{said}");

    // Another client's job appears by itself, and its output when it is chosen.
    let task = json!({ "program": "echo", "args": ["from", "elsewhere"] }).to_string();
    let headers = "{ 'content-type': 'application/json' }";
    page.run(&format!("fetch('/jobs', {{ method: 'POST', headers: {headers}, body: '{task}' }})"));
    page.until(&state(3, "done"));
    page.run("document.querySelector('#job-3 .name').click()");
    page.until("output.textContent === 'from elsewhere\\n'");

    // A page that is opened anew shows the same.
    page.run("rows.replaceChildren(); again()");
    page.until("rows.childElementCount === 3");
    page.until("output.textContent === 'from elsewhere\\n'");

    server.press_ctrl_c();
    assert_eq!(server.expect_good_end().unwrap(), "closed: 1 done, 1 failed, 1 cancelled");
    page.until("said.textContent.startsWith('The server ')");
    assert_eq!(page.thrown, [""; 0]);
}
