/** What `--help` prints. */
export const helpText = `Lockkeeper takes a self-hosted Docker Compose stack from one version to the next.

  lockkeeper                        the wizard, on the stack in this directory
  lockkeeper check [--to V]         the checklist alone; changes nothing
  lockkeeper upgrade [--to V]       survey, checklist, notes, plan, back up, upgrade, verify
  lockkeeper rollback [--to POINT]  the ways back from the last upgrade, one recommended
  lockkeeper rollback --undo        brings back what the last restore has kept
  lockkeeper attach                 open a run that is going on or was interrupted
  lockkeeper backup                 take and prove a restore point now
  lockkeeper restore-points         the restore points of this stack
  lockkeeper history [RUN]          what was done, when, with what result; --markdown, --bundle
  lockkeeper runbook                how this stack's app is upgraded, with what the stack says otherwise
  lockkeeper notify [--to V]        what those whom lockkeeper.yaml names would be told; --send tries it
  lockkeeper practice [--fault F]   the whole wizard on the practice stack, without Docker

  lockkeeper restore-points show ID              all that is known of one
  lockkeeper restore-points prove ID [--level L] restore it elsewhere and compare
  lockkeeper restore-points export ID --to DIR   files and commands that need no Lockkeeper
  lockkeeper restore-points copy ID [--to T]     ship it off this host (default: offHost)
  lockkeeper restore-points fetch ID [--from T]  bring a copy back (default: offHost)
  lockkeeper restore-points prune                remove, by name, what the retention does not keep
  lockkeeper restore-points prune KEPT           remove what a way back has kept, by the name in the list

  lockkeeper runbook validate [FILE...]   the stack's, or these; with file, line and what was expected
  lockkeeper runbook schema [settings]    JSON Schema of a runbook, or of lockkeeper.yaml, for editors

  ID                     an id, a beginning that only one has, or newest
  --prove L (backup), --level L
                         quick: checksums alone, nothing is loaded · data (default): loaded
                         elsewhere and compared · full: with all indexes
  --stack DIR            the stack's directory (default: here)
  --yes                  acknowledge and confirm without asking
  --allow-irreversible   with --yes: also what asks for the stack's name
  --plain, --json        lines, or one JSON event a line, in place of the wizard
  --screen-reader        the wizard as text in reading order; also by INK_SCREEN_READER=true
  --no-color, --ascii    also by NO_COLOR, and by a locale without UTF-8 or the Linux console
  --help, --version

Restore points are removed by prune alone: no run does it by itself. prune keeps what a run needs, the
newest proven one, those of the last 24 hours, and by lockkeeper.yaml or default the last 5, one of each
of 7 days and of each of 4 weeks.

Exit codes: 0 done · 1 a fault of Lockkeeper's own · 2 wrong arguments or files · 3 a check or step failed
            4 warnings only (check) · 5 stopped at a gate that waits for an answer · 130 you left
`;
