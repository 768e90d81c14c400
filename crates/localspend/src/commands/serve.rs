//! `serve`: the lake for the tools that analysts have, until it is stopped.

use std::io::Read;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use futures::FutureExt;
use localspend_query::guard::{Limits, Role};
use localspend_serve::{Audit, Desk, LimitSettings, Shelf, Site, Users, serve_pages, serve_postgres, verifier};

use crate::cli::ServeArgs;
use crate::commands::Outcome;
use crate::printer::Printer;
use crate::stages::{open_catalogue, open_lake, published_session};
use crate::workspace::Workspace;

/// Serves until the program is stopped.
pub async fn run(open: impl Fn() -> Result<Workspace>, arguments: &ServeArgs, printer: Printer) -> Result<Outcome> {
    if arguments.verifier {
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password).context("cannot read the password from standard input")?;
        let password = password.trim_end_matches(['\n', '\r']);
        if password.len() < 8 {
            bail!("the password is shorter than 8 characters\nhint: echo the password into `localspend serve --verifier`");
        }
        printer.data(&format!("{}\n", verifier(password)));
        return Ok(Outcome::Done);
    }
    if arguments.pg.is_err() && arguments.http.is_err() {
        bail!("nothing to serve\nhint: leave out --pg off or --http off");
    }
    let workspace = open()?;
    let mut settings = workspace.settings.serve.clone();
    settings.trust = match arguments.trust.as_deref() {
        None => settings.trust,
        Some("analyst") => Some(Role::Analyst),
        Some("board") => Some(Role::Board),
        Some(other) => bail!("--trust: there is no role `{other}`\nhint: there are analyst and board"),
    };
    let users = Arc::new(Users::new(&settings, |name| std::env::var(name).ok())?);
    let audit = Audit::new(settings.audit.as_ref().map(|path| workspace.root.join(path)).as_deref())?;
    let desk = Arc::new(Desk::new(shelf(&workspace, &settings.limits).await?, audit, settings.limits.clone())?);
    // Whatever keeps the tables from being opened is better known now than by the first who asks.
    desk.tables(Role::Analyst).await?;
    if settings.tls.is_none() && arguments.pg.is_ok_and(|address| !address.ip().is_loopback()) {
        printer.error("warning: without [serve.tls] everything but passwords crosses the network in the clear");
    }
    let (tls, root) = (settings.tls.as_ref(), workspace.root.as_path());
    let postgres = async {
        let Ok(address) = arguments.pg else { return Ok(()) };
        let listening = |address| printer.data(&format!("postgres://{address}/localspend\n"));
        serve_postgres(Arc::clone(&desk), Arc::clone(&users), address, tls, root, listening).await
    };
    let pages = async {
        let Ok(address) = arguments.http else { return Ok(()) };
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listening = |address| printer.data(&format!("{scheme}://{address}/\n"));
        let site = Site::new(Arc::clone(&desk), Arc::clone(&users), workspace.out(), workspace.settings.name.clone());
        serve_pages(site, address, tls, root, listening).await
    };
    tokio::select! {
        served = futures::future::try_join(postgres, pages) => served.map(|_| ())?,
        stopped = tokio::signal::ctrl_c() => stopped.context("cannot listen for the signal to stop")?,
    }
    Ok(Outcome::Done)
}

/// The tables as each run leaves them.
async fn shelf(workspace: &Workspace, limits: &LimitSettings) -> Result<Shelf> {
    let lake = open_lake(workspace).await?;
    let catalogue = open_catalogue(workspace)?;
    let each = Limits {
        time: Some(std::time::Duration::from_secs(limits.seconds)),
        memory: (limits.memory_mib / limits.queries.max(1)) << 20,
        spill: limits.spill_mib << 20,
        spill_dir: None,
        rows: Some(limits.rows),
        partitions: None,
    };
    let (again, queries, place) = (lake.clone(), catalogue.clone(), workspace.clone());
    let open = Box::new(move || {
        let (lake, catalogue, workspace) = (again.clone(), queries.clone(), place.clone());
        async move { published_session(&workspace, &lake, &catalogue, None).await.map_err(|error| format!("{error:#}")) }.boxed()
    });
    Ok(Shelf::new(lake, open, catalogue, each))
}
