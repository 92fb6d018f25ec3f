# Touches the world: fills a directory with what is easily lost (`fill DIR`), and tells a directory's content as JSON (`look DIR`).
import hashlib, json, os, stat, struct, sys

act, root = sys.argv[1], os.fsencode(sys.argv[2])


def write(name, content, mode=0o644, owner=(0, 0)):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(content)
    os.chown(path, *owner)
    os.chmod(path, mode)
    os.utime(path, ns=(1_700_000_000_123_456_789, 1_600_000_000_987_654_321))
    return path


def fill():
    write(b'attachments/one', b'first')
    write(b'new\nline', b'a')
    write(b'-rf', b'b')
    write(b'not utf-8 \xff\xfe', b'c')
    write(b"it's $HOME `x` \"y\" \\ *", b'd')
    write(b'n' * 255, b'e')
    write(b'.hidden', b'f')
    write(b'..two dots', b'g')
    write('grüße 日本'.encode(), b'h')
    write(b'owner without a name', b'i', 0o4750, (4711, 4712))
    write(b'cache/left out', b'never archived')
    os.mkfifo(os.path.join(root, b'pipe'), 0o600)
    os.symlink(b'/etc/passwd', os.path.join(root, b'link out'))
    os.symlink(b'nowhere', os.path.join(root, b'broken link'))
    one = os.path.join(root, b'attachments/one')
    os.link(one, os.path.join(root, b'hard link'))
    os.setxattr(one, b'user.colour', b'blue\0green')
    with open(os.path.join(root, b'sparse'), 'wb') as file:
        file.write(b'head')
        file.seek(20_000_000)
        file.write(b'tail')
    empty = os.path.join(root, b'empty')
    os.mkdir(empty)
    os.chown(empty, 4711, 4712)
    os.chmod(empty, 0o2770)
    # user::rw- user:4713:rw- group::r-- mask::rw- other::---
    acl = [(1, 6, 0xFFFFFFFF), (2, 6, 4713), (4, 4, 0xFFFFFFFF), (16, 6, 0xFFFFFFFF), (32, 0, 0xFFFFFFFF)]
    packed = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *entry) for entry in acl)
    try:
        os.setxattr(write(b'with an ACL', b'j'), b'system.posix_acl_access', packed)
    except OSError as error:
        print(f'no ACLs here: {error}', file=sys.stderr)
    os.chown(root, 4711, 4712)
    os.chmod(root, 0o2770)


def look():
    found = {}
    links = {}

    def note(path):
        at = os.lstat(path)
        name = os.fsdecode(os.path.relpath(path, root))
        follow = not stat.S_ISLNK(at.st_mode)
        entry = [oct(at.st_mode), at.st_uid, at.st_gid]
        if not stat.S_ISDIR(at.st_mode):
            entry += [at.st_size, at.st_mtime_ns, at.st_nlink, links.setdefault(at.st_ino, name)]
        if stat.S_ISREG(at.st_mode):
            entry.append(hashlib.sha256(open(path, 'rb').read()).hexdigest())
            entry.append('sparse' if at.st_blocks * 512 < at.st_size / 2 else 'dense')
        if stat.S_ISLNK(at.st_mode):
            entry.append(os.fsdecode(os.readlink(path)))
        entry.append({key: os.getxattr(path, key).hex() for key in sorted(os.listxattr(path))} if follow else {})
        found[ascii(name)] = entry

    note(root)
    for directory, names, files in os.walk(root):
        if directory == root:
            names[:] = [name for name in names if not name.startswith(b'.lockkeeper')]
        names.sort()
        for name in sorted(names + files):
            note(os.path.join(directory, name))
    print(json.dumps(found))


fill() if act == 'fill' else look()
