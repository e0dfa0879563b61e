# completions of gradtop for fish; installation: gradtop completion fish > ~/.config/fish/completions/gradtop.fish
function __gradtop_complete
    set -l found (gradtop --get-yargs-completions (commandline -opc) (commandline -ct))
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c gradtop -f -a '(__gradtop_complete)'
