"""Who there is: units, people, posts over time, delegations, accounts, certificates, images."""
