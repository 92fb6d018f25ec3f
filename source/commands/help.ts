/** What `--help` prints. */
export const helpText = `Lockkeeper takes a self-hosted Docker Compose stack from one version to the next.

  lockkeeper                        the wizard, on the stack in this directory
  lockkeeper check [--to V]         the checklist alone; changes nothing
  lockkeeper upgrade [--to V]       survey, checklist, notes, plan, back up, upgrade, verify
  lockkeeper rollback [--to POINT]  the ways back from the last upgrade, one recommended
  lockkeeper restore-points         the restore points of this stack
  lockkeeper practice [--fault F]   the whole wizard on the practice stack, without Docker

  --stack DIR            the stack's directory (default: here)
  --yes                  acknowledge and confirm without asking
  --allow-irreversible   with --yes: also what asks for the stack's name
  --plain, --json        lines, or one JSON event a line, in place of the wizard
  --no-color, --ascii    also by NO_COLOR and by a locale without UTF-8
  --help, --version

Exit codes: 0 done · 1 a fault of Lockkeeper's own · 2 wrong arguments or files · 3 a check or step failed
            4 warnings only (check) · 5 stopped at a gate that waits for an answer · 130 you left
`;
