"""Local SES and DynamoDB (moto's server), and the outbox: what the functions sent, shown as a mail client would."""
